import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Detail } from "../../chat/request.ts";
import { countImageOutput, imageOutputMax, imageOutputRules } from "../image-output/rule.ts";
import { countPdfPages } from "../media/pdf-pages.ts";
import { countVideoFrames } from "../media/video-frames.ts";
import { countPicture } from "./rule.ts";

interface Vector {
  readonly model: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly detail_or_resolution: string;
  readonly tokens: number;
  readonly kind: "documented" | "derived";
  readonly direction: "input" | "output";
  readonly evidence: string;
}

const path = new URL("../../../../tests/vectors/vision.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(path, "utf8"));
const superseded = vectors.filter(({ evidence }) => evidence === "provider-doc-superseded");
const current = vectors.filter((one) => !superseded.includes(one));

/** Which rule answers for which of the collected readings, by the model they name. */
const ruleByModel: Readonly<Record<string, string>> = {
  "gpt-4o": "openai-tiles-85-170",
  "gpt-4.1": "openai-tiles-85-170",
  "gpt-4.5-preview": "openai-tiles-85-170",
  "gpt-4o-mini": "openai-tiles-2833-5667",
  "gpt-5": "openai-tiles-70-140",
  "gpt-5-chat-latest": "openai-tiles-70-140",
  o1: "openai-tiles-75-150",
  "o1-pro": "openai-tiles-75-150",
  o3: "openai-tiles-75-150",
  "computer-use-preview": "openai-tiles-65-129",
  "gpt-image-1": "openai-image-65-129",
  "gpt-5-mini": "openai-patches-1536-120to162",
  "gpt-5-nano": "openai-patches-1536-150to246",
  "gpt-5.2": "openai-patches-1536-120",
  "gpt-5.4-mini": "openai-patches-1536-120to162",
  "gpt-5.4": "openai-patches-2500-120-original",
  "gpt-5.5": "openai-patches-2500-120-original-auto",
  "gpt-5.6-sol": "openai-patches-2500-120-unresized",
  "gpt-4.1-mini": "openai-patches-1536-162",
  "gpt-4.1-nano": "openai-patches-1536-246",
  "o4-mini": "openai-patches-1536-172",
  "standard tier": "claude-28-standard",
  "standard tier (Claude <= 4.6, Haiku 4.5, Sonnet 4.6 ...)": "claude-28-standard",
  "high-res tier": "claude-28-high",
  "high-resolution tier (Claude 4.7 and later)": "claude-28-high",
  "claude-sonnet-5": "claude-28-high",
  "superseded rule (w*h)/750": "claude-28-standard",
  "gemini-2.0/2.5 (documented tile rule)": "gemini-2",
  "gemini-2.5-*": "gemini-2",
  "gemini-2.5-pro/flash on Gemini API (AI Studio)": "gemini-2-flat",
  "gemini-3.x": "gemini-3",
  "gemini-3.x image": "gemini-3",
  "gemini-3.5-flash-lite": "gemini-3",
  "gemini-3.1-pro-preview": "gemini-3",
  "gemini-3-pro-image": "gemini-3-560",
  "gemini-3-pro-image-preview": "gemini-3-560",
  "mistral-common test config max_image_size=128 cell=16": "mistral-128-16",
  "pixtral-12b": "mistral-1024-16",
  "mistral-small-3.1/3.2, mistral-medium-3": "mistral-1540-28",
  "qwen2.5-vl": "qwen-28-4-16384",
  "qwen3-vl": "qwen-32-4-16384",
  "llama-4": "llama-4",
};

/** What a reading calls `detail`; whatever else it says there changes nothing. */
const details: readonly (readonly [RegExp, Detail])[] = [
  [/^(media_resolution=|input_fidelity=)?low$/, "low"],
  [/^(media_resolution=|input_fidelity=)?high$/, "high"],
  [/^(original|media_resolution=ultra_high)/, "original"],
];

function detailOf(vector: Vector): Detail {
  return details.find(([pattern]) => pattern.test(vector.detail_or_resolution))?.[1] ?? "auto";
}

function count(vector: Vector) {
  const isMedium = vector.detail_or_resolution === "media_resolution=medium";
  const rule = isMedium ? "gemini-3-560" : ruleByModel[vector.model];
  assert.ok(rule !== undefined, `no rule for ${vector.model}`);
  // A row without a size says what every size counts, or may count at most.
  const { width, height } = vector;
  const size = { width: width ?? 1920, height: height ?? 1080, detail: detailOf(vector) };
  return countPicture(rule, size);
}

const isMedia = ({ model }: Vector): boolean => /video frame|PDF page/.test(model);
const isUpscaled = (one: Vector): boolean => one.detail_or_resolution.includes("upper bound");
const isMaximum = (one: Vector): boolean =>
  one.width === null && one.model !== "gemini-2.5-*" && !isMedia(one);

test("every row of the collected readings is told by one of the tests here", () => {
  assert.equal(vectors.length, 194);
  assert.equal(superseded.length, 3);
  const sized = current.filter((one) => one.direction === "input" && !isMedia(one));
  assert.equal(sized.length + current.filter(isMedia).length + outputs.length, 191);
});

test("every reading of a picture that goes in is met exactly", () => {
  const sized = current.filter((one) => one.direction === "input" && !isMedia(one));
  const exact = sized.filter((one) => !isUpscaled(one) && !isMaximum(one));
  assert.equal(exact.length, 118);
  for (const vector of exact) {
    const { tokens, tokensMax } = count(vector);
    assert.equal(tokens, vector.tokens, JSON.stringify(vector));
    assert.ok(tokensMax >= tokens);
  }
});

test("a reading that is a maximum, or another reading of the words, is the bound", () => {
  const bounds = current.filter((one) => isUpscaled(one) || isMaximum(one));
  assert.equal(bounds.length, 4);
  for (const vector of bounds) {
    const { tokens, tokensMax } = count(vector);
    assert.equal(tokensMax, vector.tokens, JSON.stringify(vector));
    assert.ok(tokens < tokensMax);
  }
});

test("the superseded rule of pixels by 750 has given way to patches of 28 pixels", () => {
  const patches: Readonly<Record<number, number>> = { 200: 64, 1000: 1296, 1092: 1521 };
  for (const vector of superseded) {
    const { tokens } = count(vector);
    assert.equal(tokens, patches[vector.width ?? 0]);
    assert.notEqual(tokens, vector.tokens);
  }
});

const resolutions = ["unspecified", "low", "medium", "high"] as const;

test("every reading of a page and of a frame is met exactly", () => {
  const media = current.filter(isMedia);
  assert.equal(media.length, 6);
  for (const vector of media) {
    const name = vector.detail_or_resolution.replace("media_resolution=", "");
    const resolution = resolutions.find((one) => one === name);
    assert.ok(resolution !== undefined, name);
    const counting = vector.model.includes("PDF") ? countPdfPages : countVideoFrames;
    assert.equal(counting(3, 1, resolution).tokens, vector.tokens, JSON.stringify(vector));
  }
});

const outputs = current.filter((one) => one.direction === "output");

test("every reading of a picture that comes out is met exactly and below the bound", () => {
  assert.equal(outputs.length, 63);
  for (const vector of outputs) {
    const quality = /^quality=(\w+)$/.exec(vector.detail_or_resolution)?.[1];
    const rule = quality === undefined ? vector.model : `gpt-image-${quality}`;
    assert.ok(imageOutputRules.includes(rule), rule);
    const size = { width: vector.width ?? 0, height: vector.height ?? 0 };
    assert.equal(countImageOutput(rule, size), vector.tokens, JSON.stringify(vector));
    assert.ok(vector.tokens <= imageOutputMax(rule));
  }
});

test("every row of Claude's printed table is met in both tiers", () => {
  const printed: readonly (readonly [number, number, number, number])[] = [
    [200, 200, 64, 64],
    [1000, 1000, 1296, 1296],
    [1092, 1092, 1521, 1521],
    [1920, 1080, 1560, 2691],
    [2000, 1500, 1564, 3888],
    [3840, 2160, 1560, 4784],
    [1075, 1520, 1551, 2145],
  ];
  for (const [width, height, standard, high] of printed) {
    const size = { width, height, detail: "auto" } as const;
    assert.equal(countPicture("claude-28-standard", size).tokens, standard, `${width}×${height}`);
    assert.equal(countPicture("claude-28-high", size).tokens, high, `${width}×${height}`);
  }
});
