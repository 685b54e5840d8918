import { wordsOf } from "./compose-text.ts";

/** How long an answer is to be; `natural` is as long as there is something to say. */
export type AnswerLength =
  | { readonly kind: "natural" }
  | { readonly kind: "sentences"; readonly count: number }
  | { readonly kind: "words"; readonly count: number }
  | { readonly kind: "tokens"; readonly count: number };

const wordsPerUnit: Readonly<Record<string, number>> = {
  word: 1,
  character: 1 / 6,
  paragraph: 100,
  page: 400,
};

/** Words of an answer that was asked for at length, without a number. */
const wordsAtLength = 600;

/** The length that a question asks for: "500 words", "in 300 tokens", "at length", "briefly". */
export function askedLength(question: string): AnswerLength {
  const match = /\b(\d[\d,]{0,8})[ -]?(word|token|sentence|paragraph|character|page)s?\b/i.exec(
    question,
  );
  if (match !== null) {
    const count = Math.max(1, Number((match[1] ?? "").replaceAll(",", "")));
    const unit = (match[2] ?? "").toLowerCase();
    if (unit === "token") return { kind: "tokens", count };
    if (unit === "sentence") return { kind: "sentences", count };
    return { kind: "words", count: Math.ceil(count * (wordsPerUnit[unit] ?? 1)) };
  }
  if (
    /\b(at length|in (great |full )?detail|as long as|essay|long (answer|text|story))\b/i.test(
      question,
    )
  ) {
    return { kind: "words", count: wordsAtLength };
  }
  if (/\b(briefly|in short|(one|a single) (sentence|line))\b/i.test(question)) {
    return { kind: "sentences", count: 2 };
  }
  return { kind: "natural" };
}

/** As many texts as make the length; `tokens` is not cut here, since a text knows no tokens. */
export function* textsOfLength(
  texts: { readonly natural: Iterable<string>; readonly further: Iterable<string> },
  length: AnswerLength,
): Generator<string> {
  let sentences = 0;
  let words = 0;
  const enough = () =>
    (length.kind === "sentences" && sentences >= length.count) ||
    (length.kind === "words" && words >= length.count);
  for (const part of [texts.natural, texts.further]) {
    for (const text of part) {
      yield text;
      sentences += 1;
      words += wordsOf(text).length;
      if (enough()) return;
    }
    if (length.kind === "natural") return;
  }
}
