import assert from "node:assert/strict";
import { test } from "node:test";
import { Tiktoken } from "js-tiktoken/lite";
import cl100kRanks from "js-tiktoken/ranks/cl100k_base";
import o200kRanks from "js-tiktoken/ranks/o200k_base";
import { loadVocabulary } from "../../admin/load-vocabulary.ts";
import { countTokens } from "./count-text.ts";

const second = {
  o200k_base: new Tiktoken(o200kRanks),
  cl100k_base: new Tiktoken(cl100kRanks),
};
const own = {
  o200k_base: loadVocabulary("o200k_base"),
  cl100k_base: loadVocabulary("cl100k_base"),
};

const weather = (city: string, unit: string) => ({
  type: "function",
  function: {
    name: `get_${unit}_weather`,
    description: `Get the weather of ${city}, in ${unit}.`,
    parameters: {
      type: "object",
      properties: { city: { type: "string", enum: [city] }, unit: { type: "string" } },
      required: ["city"],
    },
  },
});

const names = ["Łódź", "東京", "Αθήνα", "القاهرة", "São Paulo", "Москва", "서울", "Reykjavík"];
const code = [
  "export function sum(values: readonly number[]) {\n\treturn values.reduce((a, b) => a + b);\n}",
  "SELECT id, amount FROM charges WHERE account_id = $1 AND amount > 0 ORDER BY id DESC LIMIT 100;",
  "def read(path):\n    with open(path, 'rb') as file:\n        return file.read()\n",
  '<div class="row"><img src=\'a.png\' alt=""/>&nbsp;</div>\n<!-- end -->',
  "for (;;) { if (x >>> 0 === 0xdeadbeef) break; x <<= 1; } // loop",
];
const prose = [
  "Describe this picture, please; what is in the lower left corner?",
  "Les élèves français n'ont pas reçu l'œuvre dont il s'agit…",
  "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
  "这张发票的总金额是多少？请用人民币回答，并列出每一项。",
  "이 그림에서 무엇을 볼 수 있습니까? 자세히 설명해 주세요.",
];
const emoji = ["😀", "👩‍👩‍👧‍👦", "🏳️‍🌈🇩🇪", "❤️‍🔥 1️⃣ ™️", "🤷🏽‍♀️…"];

/** Forty samples of each of five kinds, none like another. */
const samples = [
  ...mix(code, (text, name) => `${text}# ${name}\n`),
  ...mix(prose, (text, name) => `${text} ${name}!`),
  ...mix(emoji, (text, name) => `${name} ${text}${text}, ${text}`),
  ...mix(prose, (text, name) => JSON.stringify({ name, text, at: [1.5, -20, 3e7, null, true] })),
  ...mix(emoji, (text, name) => JSON.stringify([weather(name, text)], null, 2)),
];

function mix(texts: readonly string[], combine: (text: string, name: string) => string) {
  return texts.flatMap((text) => names.map((name) => combine(text, name)));
}

test("two hundred mixed samples count as a second tokenizer counts them", () => {
  assert.equal(new Set(samples).size, 200);
  for (const name of ["o200k_base", "cl100k_base"] as const) {
    for (const sample of samples) {
      const tokens = second[name].encode(sample, [], []).length;
      assert.equal(countTokens(own[name], sample), tokens, sample);
    }
  }
});
