import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { movePoint } from "./decimal-text.ts";

test("the point moves by the text, whatever a float would make of it", () => {
  const moved: readonly [string, number, string | null][] = [
    ["2.5e-07", 6, "0.25"],
    ["6e-05", 6, "60.00"],
    ["0.000000075", 6, "0.075"],
    ["1.0000000000000001e-7", 6, null],
    ["3e-07", 6, "0.30"],
    ["0.1", 0, "0.10"],
    ["75", 0, "75.00"],
    ["0", 6, "0.00"],
    ["1e-13", 6, null],
    ["-1", 0, null],
    ["1e999", 0, null],
    ["NaN", 0, null],
    [".5", 0, null],
  ];
  for (const [text, places, wanted] of moved) assert.equal(movePoint(text, places), wanted, text);
});

test("a rate per token and the same rate per million tokens are one text", () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999_999 }), (micros) => {
      const perMillion = `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, "0")}`;
      assert.equal(movePoint(`${micros}e-12`, 6), movePoint(perMillion, 0));
    }),
  );
});
