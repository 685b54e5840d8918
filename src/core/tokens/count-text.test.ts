import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countTokens as referenceCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as referenceO200k } from "gpt-tokenizer/encoding/o200k_base";
import { loadVocabulary } from "../../admin/load-vocabulary.ts";
import { countTokens } from "./count-text.ts";
import { readVocabulary } from "./vocabulary.ts";

const o200k = loadVocabulary("o200k_base");
const cl100k = loadVocabulary("cl100k_base");
/** So that `<|endoftext|>` is text for the reference, too. */
const ordinary = { disallowedSpecial: new Set<string>() };

const fragments = [
  "Describe this picture, please.",
  "I'll say it's what we'd've done; they're SURE YOU'LL LIKE'S it'S",
  "naïve café résumé Ωμέγα Привет мир",
  "漢字かな交じり文、日本語。中文标点符号！한국어 문장",
  "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪 emoji ❤️ and text 🤷🏽‍♀️",
  "e\u0301a\u0308\u0301\u0302 combining \u0300\u0301 marks",
  "\u0301leading mark",
  'const x = { "a": [1, 22, 333, 4444, 55555], b: null }; // ok\n\n\treturn x;\r\n',
  "def f(x):\n    if x > 0:\n        return x ** 2\n\n\n",
  "   leading and trailing   ",
  "\n\n\n \n \t\n  x",
  "tabs\t\t\tand\u00a0no-break\u3000spaces",
  "ALLCAPSWORD MixedCaseWORDSinOne camelCaseName snake_case_name",
  "中AAAA中A ΑΒΓαβγ ǅungla ʰmodifier",
  "https://example.com/a/b?c=d&e=f#//\n//path/",
  "1234567890 ١٢٣٤٥ ²³ Ⅷ 𝟘𝟙𝟚𝟛",
  "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐐀𐐨 𠜎𠜱",
  "<|endoftext|> <|im_start|>user<|im_sep|>",
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  "||||||||||||||||||||---------------------=====================",
  "สวัสดีครับ नमस्ते दुनिया مرحبا بالعالم שלום עולם",
  "lone \ud800 high and \udc00 low, \udc00\ud800 swapped",
];

test("a text counts as the reference tokenizer counts it", () => {
  const samples = [...fragments];
  for (const first of fragments) {
    for (const second of fragments.slice(0, 12)) samples.push(`${first}${second}`);
  }
  assert.ok(samples.length >= 200);
  for (const sample of samples) {
    assert.equal(countTokens(o200k, sample), referenceO200k(sample, ordinary), sample);
    assert.equal(countTokens(cl100k, sample), referenceCl100k(sample, ordinary), sample);
  }
});

test("any string of Unicode counts as the reference counts it", () => {
  // The reference here splits with JavaScript's `\s`, which differs from the original's in these.
  const text = fc
    .oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(..." \n\r\t'sStTlL/\\.,;aA中é\u03011٣😀_"),
        maxLength: 40,
      }),
    )
    .filter((value) => !/[\u0085\ufeff]/.test(value));
  fc.assert(
    fc.property(text, (value) => {
      assert.equal(countTokens(o200k, value), referenceO200k(value, ordinary));
      assert.equal(countTokens(cl100k, value), referenceCl100k(value, ordinary));
    }),
    { numRuns: 600 },
  );
});

test("white space is Unicode's, as in the original pattern", () => {
  assert.equal(countTokens(o200k, ""), 0);
  // U+FEFF is a symbol that leads its word, and U+0085 is a space.
  assert.equal(countTokens(o200k, "\ufeffusing"), 1);
  assert.ok(countTokens(o200k, "a\u0085\u0085\u0085b") >= 3);
});

test("long runs are counted exactly", () => {
  for (const unit of ["a", " ", "#", "ab", "漢", "A", "\n", "\u0301", "xyzzy"]) {
    const text = unit.repeat(3_000);
    assert.equal(countTokens(o200k, text), referenceO200k(text, ordinary), unit);
  }
});

test("one endless word of 400 KB doesn't hold the program up", () => {
  const started = performance.now();
  assert.equal(countTokens(o200k, "a".repeat(400_000)), 50_000);
  // Quadratic work would take minutes; the bound leaves room for a busy machine.
  assert.ok(performance.now() - started < 5_000);
});

test("a text of a million letters in one word needs no deep stack", () => {
  assert.ok(countTokens(o200k, "é".repeat(1_000_000), 10) > 10);
});

test("counting stops above the limit", () => {
  const text = "word ".repeat(10_000);
  const stopped = countTokens(o200k, text, 100);
  assert.ok(stopped > 100 && stopped < 110);
});

test("a broken vocabulary is refused", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.throws(() => readVocabulary(bytes("IQ== 0\nIg== 2\n"), "o200k_base"), /without gaps/);
  assert.throws(() => readVocabulary(bytes("I*== 0\n"), "o200k_base"), /base64/);
  assert.throws(() => readVocabulary(bytes("IQ== 0\n"), "o200k_base"), /every single byte/);
});
