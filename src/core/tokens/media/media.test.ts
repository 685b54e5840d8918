import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countAudio } from "./audio-seconds.ts";
import { countPdfPages } from "./pdf-pages.ts";
import { countVideoFrames } from "./video-frames.ts";

test("sound counts by the second, and a token begun counts whole", () => {
  assert.deepEqual(countAudio(2, 60_000), { tokens: 1920, tokensMax: 1920 });
  assert.deepEqual(countAudio(3, 60_000), { tokens: 1500, tokensMax: 1920 });
  assert.equal(countAudio(3, 1).tokens, 1);
  assert.equal(countAudio(3, 40).tokens, 1);
  assert.equal(countAudio(3, 41).tokens, 2);
  assert.equal(countAudio(2, 0).tokens, 0);
});

test("pages and frames of the second generation count as its pages say", () => {
  assert.equal(countPdfPages(2, 10, "high").tokens, 2580);
  assert.deepEqual(countVideoFrames(2, 60, "unspecified"), { tokens: 15_360, tokensMax: 18_000 });
  assert.deepEqual(countVideoFrames(2, 60, "low"), { tokens: 3_840, tokensMax: 6_000 });
  assert.equal(countVideoFrames(3, 60, "high").tokens, 16_800);
});

test("no bound of media is below its count, and more of it never counts less", () => {
  const generation = fc.constantFrom<2 | 3>(2, 3);
  const resolution = fc.constantFrom("unspecified", "low", "medium", "high");
  fc.assert(
    fc.property(generation, resolution, fc.nat(100_000), (of, at, amount) => {
      for (const count of [countPdfPages, countVideoFrames]) {
        const { tokens, tokensMax } = count(of, amount, at);
        assert.ok(tokensMax >= tokens && count(of, amount + 1, at).tokens > tokens);
      }
      const sound = countAudio(of, amount);
      assert.ok(sound.tokensMax >= sound.tokens);
      assert.ok(countAudio(of, amount + 1).tokens >= sound.tokens);
    }),
  );
});
