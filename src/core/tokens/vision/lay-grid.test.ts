import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Detail } from "../../chat/request.ts";
import { limits } from "../../limits.ts";
import { layGrid } from "./lay-grid.ts";
import { countPicture, type PictureSize } from "./rule.ts";

const side = fc.oneof(
  fc.integer({ min: 1, max: limits.pictureSideMax }),
  fc.integer({ min: 1, max: 3_000 }),
);
const detail = fc.constantFrom<Detail>("low", "auto", "high", "original");
const picture = fc.record({ width: side, height: side, detail });

/** Rules that say how many tiles they count, and whose grid has just as many. */
const tiled = [
  "tiles-258",
  "openai-tiles-85-170",
  "openai-image-65-129",
  "gemini-1",
  "gemini-2",
  "gemini-2-flat",
  "claude-28-standard",
  "claude-28-high",
  "llama-4",
  "grok",
  "cohere",
  "openai-patches-1536-162",
  "openai-patches-2500-120-original-auto",
  "openai-patches-2500-120-unresized",
  "qwen-32-4-16384",
];
/** They count no more than a budget, where the grid of a long strip has a row too many. */
const budgets: Readonly<Record<string, number>> = {
  "openai-patches-1536-162": 1536,
  "openai-patches-2500-120-original-auto": 2500,
  "openai-patches-2500-120-unresized": 2500,
  "qwen-32-4-16384": 16_384,
};

test("the drawn tiles are as many as the rule counts", () => {
  fc.assert(
    fc.property(fc.constantFrom(...tiled), picture, (rule, size) => {
      const grid = layGrid(rule, size);
      if (grid === null) return;
      const { tiles } = countPicture(rule, size);
      const cells = grid.columns * grid.rows;
      const capped = tiles === budgets[rule] || tiles === 10_000;
      assert.ok(tiles === cells || (capped && cells >= tiles), `${rule}: ${tiles}, ${cells}`);
    }),
    { numRuns: 4_000 },
  );
});

test("a grid's cells are a rule's tokens where the rule counts cells alone", () => {
  fc.assert(
    fc.property(picture, (size) => {
      const mistral = layGrid("mistral-1540-28", size);
      assert.ok(mistral !== null);
      const tokens = (mistral.columns + 1) * mistral.rows;
      assert.equal(countPicture("mistral-1540-28", size).tokens, tokens);
      const gemini = layGrid("gemini-3", size);
      assert.ok(gemini !== null);
      const cells = gemini.columns * gemini.rows;
      assert.ok(countPicture("gemini-3", size).tokens <= cells);
    }),
  );
});

test("cells cover the picture, and each of them begins within it", () => {
  // A canvas that is filled up has cells that are beyond the picture.
  const covering = tiled.filter((rule) => rule !== "llama-4");
  fc.assert(
    fc.property(fc.constantFrom(...covering, "mistral-1540-28", "gemini-3"), picture, coversAll),
    { numRuns: 4_000 },
  );
});

function coversAll(rule: string, size: PictureSize): void {
  const grid = layGrid(rule, size);
  if (grid === null) return;
  const { columns, rows, cellWidth, cellHeight } = grid;
  // Scaled sides are cut to whole pixels, of which a cell has 28 and more.
  const [across, down] = [cellWidth / 8, cellHeight / 8];
  assert.ok(columns * cellWidth >= size.width - across, `${rule}: ${JSON.stringify(grid)}`);
  assert.ok(rows * cellHeight >= size.height - down, `${rule}: ${JSON.stringify(grid)}`);
  assert.ok((columns - 1) * cellWidth <= size.width + across, `${rule}: ${JSON.stringify(grid)}`);
  assert.ok((rows - 1) * cellHeight <= size.height + down, `${rule}: ${JSON.stringify(grid)}`);
}

test("squares lie where the rule's own words put them", () => {
  const size = { width: 1920, height: 1080, detail: "high" } as const;
  const squares = { columns: 2, rows: 2, cellWidth: 1024, cellHeight: 1024, preview: false };
  assert.deepEqual(layGrid("tiles-258", size), squares);
  const even = layGrid("tiles-258", { ...size, detail: "auto" });
  assert.deepEqual(even, { ...squares, rows: 1, cellWidth: 960, cellHeight: 1080 });
  // 1920 × 1080 is scaled to 1365 × 768: 512 of those pixels are 720 of the picture's own.
  const scaled = layGrid("openai-tiles-85-170", size);
  assert.deepEqual(scaled, { ...squares, columns: 3, cellWidth: 720, cellHeight: 720 });
});

test("what no source prints is not drawn", () => {
  const large = { width: 4_000, height: 4_000 } as const;
  assert.equal(layGrid("grok", { ...large, detail: "high" }), null);
  assert.equal(layGrid("openai-patches-1536-162", { ...large, detail: "low" }), null);
  assert.equal(layGrid("openai-tiles-85-170", { ...large, detail: "low" }), null);
  assert.equal(layGrid("gemini-2-image", { ...large, detail: "auto" }), null);
});
