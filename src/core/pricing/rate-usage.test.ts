import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDollars } from "../money/picodollars.ts";
import { formatRate } from "../money/rate.ts";
import { noUsage, type Usage } from "../tokens/usage.ts";
import type { Price } from "./price.ts";
import { boundOutput, dearestOutput, pricePromptBound, rateUsage } from "./rate-usage.ts";
import { readPrice } from "./read-price.ts";

const flat = price({ input: "0.50", output: "60.00" });
const split = price({
  input: { text: "2.00", image: "3.00", cached: "0.20", audio: "5.00" },
  output: { text: "3.00", image: "60.00", reasoning: "4.00" },
});

function price(value: unknown): Price {
  return readPrice({ name: "price", value });
}

function usage(prompt: Partial<Usage["prompt"]>, completion: Partial<Usage["completion"]>): Usage {
  return {
    prompt: { ...noUsage.prompt, ...prompt },
    completion: { ...noUsage.completion, ...completion },
  };
}

test("500 output tokens at $60 per million cost exactly $0.03, and 3,000 cost $0.18", () => {
  assert.equal(formatDollars(rateUsage(flat, usage({}, { text: 500 })).total), "0.03");
  assert.equal(formatDollars(rateUsage(flat, usage({}, { text: 3_000 })).total), "0.18");
});

test("281 prompt and 42 completion tokens on the flat list cost $0.0026605", () => {
  const rated = rateUsage(flat, usage({ text: 23, image: 258 }, { text: 42 }));
  assert.equal(formatDollars(rated.total), "0.0026605");
  assert.equal(formatDollars(rated.prompt), "0.0001405");
  assert.equal(formatDollars(rated.completion), "0.00252");
});

test("each modality costs its own rate", () => {
  const rated = rateUsage(
    split,
    usage({ text: 10, image: 100, audio: 1_000 }, { text: 1, image: 2, reasoning: 3 }),
  );
  assert.equal(rated.prompt, 10n * 2_000_000n + 100n * 3_000_000n + 1_000n * 5_000_000n);
  assert.equal(rated.completion, 3_000_000n + 2n * 60_000_000n + 3n * 4_000_000n);
  assert.equal(rated.total, rated.prompt + rated.completion);
});

test("cached tokens are taken from text first, then from pictures, then from audio", () => {
  const cost = (cached: number) =>
    rateUsage(split, usage({ text: 10, image: 10, audio: 10, cached }, {})).prompt;
  assert.equal(cost(4), 6n * 2_000_000n + 10n * 3_000_000n + 10n * 5_000_000n + 4n * 200_000n);
  assert.equal(cost(14), 6n * 3_000_000n + 10n * 5_000_000n + 14n * 200_000n);
  assert.equal(cost(24), 6n * 5_000_000n + 24n * 200_000n);
  assert.equal(cost(30), 30n * 200_000n);
});

test("more cached tokens than prompt tokens cost no more than the whole prompt", () => {
  const rated = rateUsage(split, usage({ text: 10, cached: 1_000_000 }, {}));
  assert.equal(rated.prompt, 10n * 200_000n);
});

test("no usage within the bound costs more than the ceiling", () => {
  const tokens = fc.nat({ max: 2_000_000 });
  const completion = fc.record({ text: tokens, image: tokens, reasoning: tokens });
  const prompt = fc.record({ text: tokens, image: tokens, cached: tokens });
  fc.assert(
    fc.property(prompt, completion, (given, produced) => {
      const used = usage(given, produced);
      const rated = rateUsage(split, used);
      const bound = pricePromptBound(split, {
        text: { tokensMax: given.text },
        image: { tokensMax: given.image },
      });
      const output = produced.text + produced.image + produced.reasoning;
      const dearest = dearestOutput(split, { output: ["text", "image"] });
      assert.ok(rated.prompt <= bound);
      assert.ok(rated.completion <= dearest * BigInt(output));
    }),
  );
});

test("the ceiling uses the dearest modality that the model can produce", () => {
  assert.equal(formatRate(dearestOutput(split, { output: ["text", "image"] })), "60.00");
  assert.equal(formatRate(dearestOutput(split, { output: ["text"] })), "4.00");
});

test("the ceiling covers one picture beside the text, whatever the limit says", () => {
  const model = { output: ["text", "image"] as const, imageOutput: "gemini-3.1-flash-image" };
  // 2,520 tokens of picture at 60 and one of text at 4 dollars per million.
  const small = boundOutput(split, model, 1);
  assert.equal(small.total, 2520n * 60_000_000n + 4_000_000n);
  assert.deepEqual([small.pictureTokens, small.picture], [2520, 2520n * 60_000_000n]);
  const large = boundOutput(split, model, 30_000);
  assert.equal(large.total, 30_000n * 60_000_000n);
  assert.equal(boundOutput(split, { output: ["text"] }, 1).total, 4_000_000n);
});
