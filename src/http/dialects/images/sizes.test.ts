import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sizesOf } from "./sizes.ts";

interface Vector {
  readonly model: string;
  readonly direction?: string;
  readonly width: number;
  readonly height: number;
  readonly note?: string;
}

const path = new URL("../../../../tests/vectors/vision.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(path, "utf8"));

test("every published size can be asked for by its pixels", () => {
  // Where a page contradicts itself, the vector's note says so.
  const published = vectors.filter(
    (one) => one.direction === "output" && one.model.startsWith("gemini") && one.note === undefined,
  );
  assert.ok(published.length > 50, `${published.length} vectors`);
  for (const { model, width, height } of published) {
    const found = sizesOf(model).get(`${width}x${height}`);
    assert.deepEqual(found?.pixels, [width, height], `${model} ${width}x${height}`);
  }
});

test("a model whose sizes are not published has none", () => {
  assert.equal(sizesOf("gpt-image-low").size, 0);
});
