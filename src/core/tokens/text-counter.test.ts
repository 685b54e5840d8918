import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadVocabulary } from "../../admin/load-vocabulary.ts";
import { countTokens } from "./count-text.ts";
import { openTextCounter, wordMax } from "./text-counter.ts";

const vocabularies = [loadVocabulary("o200k_base"), loadVocabulary("cl100k_base")];

test("any chunking of a text counts as the whole text", () => {
  const character = fc.constantFrom(
    ..." \n\r\t'sStTlLre/.,;aAbB中é\u030119😀👍🏽_",
    "\ud800",
    "\udc00",
  );
  const text = fc.oneof(
    fc.string({ unit: character, maxLength: 80 }),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(text, cuts, (whole, sizes) => {
      for (const vocabulary of vocabularies) {
        const counter = openTextCounter(vocabulary);
        let sent = 0;
        for (let step = 0; sent < whole.length; step += 1) {
          const size = sizes[step % sizes.length] ?? 1;
          counter.push(whole.slice(sent, sent + size));
          sent += size;
          assert.equal(counter.count(), countTokens(vocabulary, whole.slice(0, sent)));
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("a long run counts within a few tokens while it grows, and exactly once it has ended", () => {
  const unit = fc.constantFrom(..." \n/=.aAé中9'_");
  const run = fc
    .tuple(unit, fc.integer({ min: 1, max: 40 }))
    .map(([character, count]) => character.repeat(count));
  const runs = fc.array(fc.oneof(run, unit), { maxLength: 6 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(runs, fc.integer({ min: 1, max: 7 }), (text, size) => {
      for (const vocabulary of vocabularies) {
        const counter = openTextCounter(vocabulary);
        for (let at = 0; at < text.length; at += size) {
          counter.push(text.slice(at, at + size));
          const exact = countTokens(vocabulary, text.slice(0, at + size));
          assert.ok(Math.abs(counter.count() - exact) <= 4, text);
        }
        counter.push("\nThe end.");
        assert.equal(counter.count(), countTokens(vocabulary, `${text}\nThe end.`));
      }
    }),
    { numRuns: 300 },
  );
});

test("an endless word counts the same however it comes in", () => {
  for (const vocabulary of vocabularies) {
    for (const unit of ["a", "中A", "😀", " ", "ACGT"]) {
      const text = unit.repeat(Math.ceil((3 * wordMax) / unit.length) + 7);
      const whole = openTextCounter(vocabulary);
      whole.push(text);
      const pieces = openTextCounter(vocabulary);
      for (let at = 0; at < text.length; at += 13) pieces.push(text.slice(at, at + 13));
      assert.equal(pieces.count(), whole.count());
      assert.ok(Math.abs(whole.count() - countTokens(vocabulary, text)) <= 6, unit);
    }
  }
});

test("nothing said counts nothing", () => {
  for (const vocabulary of vocabularies) {
    const counter = openTextCounter(vocabulary);
    assert.equal(counter.count(), 0);
    counter.push("");
    assert.equal(counter.count(), 0);
  }
});
