import { bounds } from "./bounds.ts";
import { colourName, hexOf, luminance } from "./colours.ts";
import { gridCells, type PictureMeasure } from "./measure-picture.ts";
import { percent, pictureFacts } from "./picture-facts.ts";
import { countShortText } from "./vocabulary.ts";

/** What a text answer is made from. */
export interface TextOrder {
  /** The user's newest words, without directives. */
  readonly question: string;
  readonly messageCount: number;
  readonly pictures: readonly PictureMeasure[];
  /** What the tools answered last, where they did. */
  readonly toolResults: readonly { readonly name: string; readonly text: string }[];
}

/**
 * The whole answer, sentence by sentence. Each begins with a letter, a space or line breaks and
 * ends with a full stop: see `keepTokensApart` for why that matters.
 */
export function* composeText(order: TextOrder): Generator<string> {
  yield opening(order);
  for (const result of order.toolResults) {
    yield ` The tool ${plain(result.name, 64)} answered: "${plain(result.text, 400)}".`;
  }
  if (order.pictures.length > 0) yield* aboutPictures(order);
  else if (order.toolResults.length === 0) yield* aboutWords(order);
}

/** Further true observations, without an end. */
export function* continueText(order: TextOrder): Generator<string> {
  for (let pass = 1; ; pass++) {
    yield pass === 1 ? "\n\nIn more detail." : `\n\nOnce more, reading number ${pass}.`;
    if (order.pictures.length > 0) yield* pictureDetails(order.pictures);
    else yield* wordDetails(order, pass);
  }
}

/**
 * Moves line breaks from the beginning of a text to the end of the one before it. A full stop and
 * the breaks after it are one token: cut like this, no token runs across two texts, and tokens
 * counted text by text add up to those of the whole.
 */
export function* keepTokensApart(texts: Iterable<string>): Generator<string> {
  let previous: string | null = null;
  for (const text of texts) {
    const breaks = /^\n+/.exec(text)?.[0] ?? "";
    if (previous !== null) yield previous + breaks;
    previous = text.slice(breaks.length);
  }
  if (previous !== null) yield previous;
}

/** Somebody else's text on one line, shortened, with nothing in it that could break a token. */
export function plain(text: string, charactersMax: number): string {
  const line = text
    .slice(0, charactersMax * 4)
    .toWellFormed()
    .replaceAll(/[\s\p{C}\ufffd"]+/gu, " ")
    .trim();
  const characters = [...line];
  if (characters.length <= charactersMax) return line;
  return `${characters.slice(0, charactersMax).join("").trimEnd()}...`;
}

/** Words of a text, in their order. */
export function wordsOf(text: string): readonly string[] {
  return (
    text.slice(0, bounds.questionCharactersMax).match(/[\p{L}\p{N}]+(?:['’-][\p{L}]+)*/gu) ?? []
  );
}

function opening({ question, pictures }: TextOrder): string {
  const topic = plain(question, 100);
  const asked = topic === "" ? "You asked nothing in words." : `You asked: "${topic}".`;
  if (pictures.length === 0) return asked;
  const count = countOf(pictures.length, "picture");
  return `${asked} I received ${count} and measured ${pictures.length === 1 ? "it" : "them"}.`;
}

function* aboutPictures({ question, pictures }: TextOrder): Generator<string> {
  const alone = pictures.length === 1;
  for (const [index, measure] of pictures.entries()) {
    const facts = pictureFacts(measure, question);
    if (!alone) yield `\n\nPicture ${index + 1} of ${pictures.length}.`;
    // Many pictures get fewer words each, as a model would do it.
    const few = facts.slice(0, pictures.length > 4 ? 2 : 4);
    for (const { sentence } of alone ? facts : few) yield ` ${sentence}`;
  }
  if (!alone) yield `\n\n${comparison(pictures)}`;
  yield " These are measurements of pixels: the sandbox recognises no objects, people or words.";
}

function comparison(pictures: readonly PictureMeasure[]): string {
  const most = (value: (measure: PictureMeasure) => number) => {
    const values = pictures.map(value);
    const best = Math.max(...values);
    const [first, second] = values.flatMap((one, index) => (one === best ? [index + 1] : []));
    return second === undefined ? `picture ${first}` : `no single picture`;
  };
  return (
    `Of all ${pictures.length}, ${most((one) => one.brightness)} is the brightest, ` +
    `${most((one) => one.contrast)} has the highest contrast and ` +
    `${most((one) => one.width * one.height)} has the most pixels.`
  );
}

function* aboutWords({ question, messageCount }: TextOrder): Generator<string> {
  const words = wordsOf(question);
  yield " This is the sandbox of Farebox: no model is behind it, it knows only what it measures.";
  if (words.length > 0) {
    const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
    const sentences = Math.max(1, question.match(/[.!?]+(\s|$)/g)?.length ?? 0);
    const length = `${countOf(words.length, "word")} in ${countOf(sentences, "sentence")}`;
    yield ` Your message has ${length}.`;
    yield ` Its longest word is "${plain(longest, 40)}", and ${repetition(words)}`;
  }
  yield ` The conversation so far has ${countOf(messageCount, "message")}.`;
  yield " Everything around this text is real: it streams token by token at a set pace, it is " +
    "counted by the same vocabulary as a provider's answer, and it stops the moment you hang up.";
  yield " Send a picture as a base64 data URL, and the answer describes its size, format, " +
    "colours and brightness.";
  yield " Ask for a length in words or tokens, and the answer runs for that long.";
}

function repetition(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) {
    counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  }
  const [word, count] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one));
  if (count === 1) return "no word occurs twice.";
  return `the word "${plain(word, 40)}" occurs most often, ${count} times.`;
}

function* pictureDetails(pictures: readonly PictureMeasure[]): Generator<string> {
  for (const side of [3, 4, 6, 8, 12, 16, 24, 32]) {
    for (const [index, measure] of pictures.entries()) {
      yield `\n\nPicture ${index + 1} in a grid of ${side} by ${side}.`;
      yield* cellSentences(measure, side);
      if (side === 3) yield* histogramSentences(measure);
    }
  }
}

function* cellSentences(measure: PictureMeasure, side: number): Generator<string> {
  for (const [index, cell] of gridCells(measure, side).entries()) {
    const row = Math.floor(index / side) + 1;
    const column = (index % side) + 1;
    yield ` Row ${row}, column ${column} is ${colourName(cell)}, ${hexOf(cell)} on average, ` +
      `with a lightness of ${percent(luminance(cell))}.`;
  }
}

function* histogramSentences({ histogram }: PictureMeasure): Generator<string> {
  for (const [band, share] of histogram.entries()) {
    yield ` Of its pixels ${percent(share)} have a lightness between ${percent(band / 8)} and ` +
      `${percent((band + 1) / 8)}.`;
  }
}

function* wordDetails({ question }: TextOrder, pass: number): Generator<string> {
  const words = wordsOf(question).slice(0, 2_000);
  for (const [index, word] of words.entries()) {
    const shown = plain(word, 40);
    const letters = [...shown];
    const tokens = countOf(countShortText(` ${shown}`), "token");
    yield ` Word ${index + 1} of your message is "${shown}": it has ` +
      `${countOf(letters.length, "letter")}, begins with "${letters[0]}", ends with ` +
      `"${letters.at(-1)}" and takes ${tokens} after a space.`;
  }
  for (let number = 1; number <= 24; number++) {
    yield ` Line ${number} of reading ${pass}: ${number} times ${pass} is ${number * pass}, and ` +
      `the square of ${number} is ${number * number}.`;
  }
}

/** "1 word", "2 words". */
function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
