import assert from "node:assert/strict";
import { test } from "node:test";
import { readPrice } from "./read-price.ts";

const read = (value: unknown) => readPrice({ name: "my-model.price", value });

test("one price for a side is the price of all its modalities", () => {
  const price = read({ input: "0.50", output: "60.00" });
  assert.deepEqual(price.input, {
    text: 500_000n,
    image: 500_000n,
    cached: 500_000n,
    audio: 500_000n,
  });
  assert.deepEqual(price.output, { text: 60_000_000n, image: 60_000_000n, reasoning: 60_000_000n });
});

test("a modality that isn't named costs what text costs", () => {
  const price = read({
    input: { text: "0.15", cached: "0.075" },
    output: { text: "3", image: "60" },
  });
  assert.equal(price.input.cached, 75_000n);
  assert.equal(price.input.image, 150_000n);
  assert.equal(price.output.image, 60_000_000n);
  assert.equal(price.output.reasoning, 3_000_000n);
});

test("zero is a price", () => {
  assert.equal(read({ input: "0", output: "0.00" }).output.text, 0n);
});

test("what is no price is refused, and the line names the part and what is allowed", () => {
  const wrong: readonly [unknown, RegExp][] = [
    [null, /my-model\.price/],
    ["1.00", /my-model\.price/],
    [{}, /my-model\.price\.input/],
    [{ input: "1.00" }, /my-model\.price\.output/],
    [{ input: 1, output: "1" }, /my-model\.price\.input: "1" \(allowed: dollars per million/],
    [{ input: "1.0000001", output: "1" }, /at most six decimals/],
    [{ input: "-1", output: "1" }, /my-model\.price\.input/],
    [{ input: "1e3", output: "1" }, /my-model\.price\.input/],
    [{ input: { image: "1" }, output: "1" }, /my-model\.price\.input\.text/],
    [{ input: { text: "1", video: "1" }, output: "1" }, /input\.video.*one of text, image/],
    [{ input: "1", output: "1", cache: "1" }, /my-model\.price\.cache/],
  ];
  for (const [value, message] of wrong) {
    assert.throws(() => read(value), { name: "WrongSetting", message }, JSON.stringify(value));
  }
});

test("cache writes have rates of their own where they are named, and else none", () => {
  const price = read({
    input: { text: "5", cached: "0.50", cache_write: "6.25", cache_write_1h: "10" },
    output: "25",
  });
  assert.equal(price.input.cacheWrite, 6_250_000n);
  assert.equal(price.input.cacheWrite1h, 10_000_000n);
  assert.ok(!("cacheWrite" in read({ input: { text: "5" }, output: "25" }).input));
});

test("tiers are read in their order, and what is no tier is refused by its place", () => {
  const tier = (above: unknown) => ({ above, input: "4", output: "18" });
  const price = read({ input: "2", output: "12", tiers: [tier(200_000), tier(400_000)] });
  assert.deepEqual(
    price.tiers?.map((one) => [one.above, one.input.cached, one.output.text]),
    [
      [200_000, 4_000_000n, 18_000_000n],
      [400_000, 4_000_000n, 18_000_000n],
    ],
  );
  const wrong: readonly [unknown, RegExp][] = [
    [[], /my-model\.price\.tiers/],
    [[tier(0)], /tiers\[0\]\.above/],
    [[tier(10), tier(10)], /tiers\[1\]\.above.*above 10/],
    [[{ above: 1, input: "4" }], /tiers\[0\]\.output/],
    [[{ ...tier(1), batch: "1" }], /tiers\[0\]\.batch/],
  ];
  for (const [tiers, message] of wrong) {
    const given = { input: "2", output: "12", tiers };
    assert.throws(() => read(given), { name: "WrongSetting", message }, JSON.stringify(tiers));
  }
});
