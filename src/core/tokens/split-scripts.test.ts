import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadVocabulary } from "../../admin/load-vocabulary.ts";
import { encodeFor } from "./count-scripts.ts";
import { countTokens } from "./count-text.ts";
import { scripts, splitScripts } from "./split-scripts.ts";
import { textAccounts } from "./text-rules.ts";

const o200k = loadVocabulary("o200k_base");
const claude = encodeFor(textAccounts["claude-ratio"], (_, text) => countTokens(o200k, text));
const any = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(..." \n\tabcXYZ019{}();=.,'é漢字かな한عद😀\ud800"),
    maxLength: 200,
  }),
);

test("prose, code, Chinese and Japanese, and the rest are told apart", () => {
  const text = 'A line of prose.\nconst x = { "a": [1, 2] };\n日本語の文章。Привет, 😀 мир\n';
  const parts = splitScripts(text);
  assert.equal(parts.latin, "A line of prose.\n, ");
  assert.equal(parts.code, 'const x = { "a": [1, 2] };\n');
  assert.equal(parts.cjk, "日本語の文章。");
  assert.equal(parts.other, "Привет😀 мир\n");
  assert.equal(splitScripts("  return result\n").code, "  return result\n");
  assert.equal(splitScripts("“Quoted” – naïve café…").other, "");
});

test("nothing of a text is lost or counted twice", () => {
  fc.assert(
    fc.property(any, (text) => {
      const parts = splitScripts(text);
      const units = scripts.reduce((total, script) => total + parts[script].length, 0);
      assert.equal(units, text.length);
      const sorted = (value: string) => [...value.split("")].sort().join("");
      assert.equal(sorted(scripts.map((script) => parts[script]).join("")), sorted(text));
    }),
  );
});

test("a bound is never below its count, and never above the bytes", () => {
  fc.assert(
    fc.property(any, (text) => {
      const { tokens, tokensMax } = claude(text);
      assert.ok(tokens <= tokensMax);
      assert.ok(tokensMax <= Buffer.byteLength(text, "utf8"));
    }),
  );
});

test("a script that was never calibrated is bounded by its bytes", () => {
  for (const text of ["Привет", "مرحبا", "नमस्ते", "한국어", "😀😀"]) {
    assert.equal(claude(text).tokensMax, Buffer.byteLength(text, "utf8"), text);
  }
});

test("a hundred thousand characters of any script are taken apart at once", () => {
  const started = performance.now();
  for (const unit of ["a", "漢", "😀", "{a漢", "\n"]) splitScripts(unit.repeat(100_000));
  assert.ok(performance.now() - started < 2_000);
});
