import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { countImageOutput, imageOutputMax, imageOutputRules } from "./rule.ts";

interface Vector {
  readonly provider: string;
  readonly model: string;
  readonly direction?: string;
  readonly width: number;
  readonly height: number;
  readonly tokens: number;
}

const path = new URL("../../../../tests/vectors/vision.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(path, "utf8"));
const published = vectors.filter(
  (one) => one.direction === "output" && imageOutputRules.includes(one.model),
);

test("every published size of a picture that comes out counts what is published", () => {
  assert.ok(published.length > 50, `${published.length} vectors`);
  for (const { model, width, height, tokens } of published) {
    assert.equal(countImageOutput(model, { width, height }), tokens, `${model} ${width}×${height}`);
  }
});

test("no published picture counts more than its rule's bound", () => {
  for (const { model, tokens } of published) assert.ok(tokens <= imageOutputMax(model));
  assert.equal(imageOutputMax("gemini-3.1-flash-image"), 2520);
});

test("a picture that can't be measured counts as the size that is usual", () => {
  assert.equal(countImageOutput("gemini-3.1-flash-image", null), 1120);
});
