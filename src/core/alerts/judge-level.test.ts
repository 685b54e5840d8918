import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { limits } from "../limits.ts";
import { picodollars } from "../money/picodollars.ts";
import { judgeLevel, type Level } from "./judge-level.ts";

const below = picodollars(500n);
const above: Level = { fallen: false, aboveSince: null };
const calm = limits.alertCalmMs;

/** What is available, when, and whether money came in. */
type Step = readonly [available: number, at: number, credited?: boolean];

/** Judges step after step; answers which of them crossed the threshold, and how. */
function walk(steps: readonly Step[], from: Level = above): readonly string[] {
  let level = from;
  return steps.map(([available, at, credited = false]) => {
    const seen = { available: picodollars(BigInt(available)), at, credited };
    const judged = judgeLevel(level, below, seen);
    level = judged.level;
    return judged.crossings.join(" ");
  });
}

test("a fall is told once, however far it goes on falling", () => {
  assert.deepEqual(
    walk([
      [600, 1],
      [499, 2],
      [100, 3],
      [0, 4],
    ]),
    ["", "fell", "", ""],
  );
});

test("exactly at the threshold nothing has happened, in either direction", () => {
  assert.deepEqual(
    walk([
      [500, 1],
      [499, 2],
      [500, calm * 9, true],
    ]),
    ["", "fell", ""],
  );
});

test("money that comes in arms it again at once", () => {
  const steps: readonly Step[] = [
    [400, 1],
    [900, 2, true],
    [400, 3],
  ];
  assert.deepEqual(walk(steps), ["fell", "rose", "fell"]);
});

test("what running calls give back does not arm it until it has stayed", () => {
  const swinging: readonly Step[] = [
    [400, 0],
    [600, 10],
    [400, 20],
    [600, 30],
    [400, calm + 20],
  ];
  assert.deepEqual(walk(swinging), ["fell", "", "", "", ""]);
});

test("a balance that stayed above has risen, seen there or only at its next fall", () => {
  assert.deepEqual(
    walk([
      [400, 0],
      [600, 10],
      [610, 10 + calm],
    ]),
    ["fell", "", "rose"],
  );
  assert.deepEqual(
    walk([
      [400, 0],
      [600, 10],
      [400, 10 + calm],
    ]),
    ["fell", "", "rose fell"],
  );
});

test("between two falls there is always a rise, and it never falls while above", () => {
  const step = fc.tuple(fc.integer({ min: 480, max: 520 }), fc.nat(calm), fc.boolean());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let at = 0;
      const timed = steps.map(([available, wait, credited]): Step => {
        at += wait;
        return [available, at, credited];
      });
      const told = walk(timed);
      const crossings = told.filter((one) => one !== "").flatMap((one) => one.split(" "));
      for (const [index, crossing] of crossings.entries()) {
        assert.equal(crossing, index % 2 === 0 ? "fell" : "rose");
      }
      for (const [index, [available]] of timed.entries()) {
        if (told[index]?.endsWith("fell") === true) assert(available < below);
      }
    }),
  );
});
