import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Model } from "../catalogue/model.ts";
import { readModel } from "../catalogue/read-model.ts";
import { formatDollars } from "../money/picodollars.ts";
import type { Price } from "../pricing/price.ts";
import { rateUsage } from "../pricing/rate-usage.ts";
import { readPrice } from "../pricing/read-price.ts";
import { noUsage, type Usage } from "../tokens/usage.ts";
import { type RecordedCall, replayCall } from "./replay-call.ts";
import { translateUsage } from "./translate-usage.ts";

function model(id: string, more: Readonly<Record<string, unknown>> = {}): Model {
  const value = {
    id,
    routes: [{ provider: "local", model: id }],
    context_window: 10_000,
    output_tokens_max: 4_000,
    released: "2025-01",
    ...more,
  };
  return readModel({ name: "models[0]", value });
}

function usage(prompt: Partial<Usage["prompt"]>, completion: Partial<Usage["completion"]>): Usage {
  return {
    prompt: { ...noUsage.prompt, ...prompt },
    completion: { ...noUsage.completion, ...completion },
  };
}

const dear: Price = readPrice({ name: "price", value: { input: "0.50", output: "60.00" } });
const cheap: Price = readPrice({ name: "price", value: { input: "0.15", output: "0.60" } });
const seeing = model("seeing", { vision: "tiles-258" });
const alike = model("alike", { vision: "tiles-258" });
const squares = model("squares", { vision: "openai-tiles-85-170" });
const blind = model("blind");
const sizes = [{ width: 1920, height: 1080, detail: "high" as const }];

function recorded(more: Partial<RecordedCall> = {}): RecordedCall {
  const used = usage({ text: 23, image: 1_032 }, { text: 500 });
  return { usage: used, model: seeing, route: null, pictures: sizes, inSteps: false, ...more };
}

function replay(call: RecordedCall, on: Model, price = cheap) {
  return replayCall(call, { model: on, price, at: 0 });
}

function cost(call: RecordedCall, on: Model, price = cheap) {
  const replayed = replay(call, on, price);
  assert(typeof replayed !== "string", String(replayed));
  return replayed;
}

test("on its own model a call costs what its usage costs, exactly", () => {
  const same = cost(
    recorded({ usage: usage({ text: 23, image: 258 }, { text: 42 }) }),
    seeing,
    dear,
  );
  assert.equal(formatDollars(same.expected), "0.0026605");
  assert.deepEqual([same.least, same.most], [same.expected, same.expected]);
});

test("a model that counts pictures alike keeps their tokens, known sizes or not", () => {
  for (const pictures of [sizes, null]) {
    const replayed = cost(recorded({ pictures }), alike);
    // (23 + 1,032) × $0.15 and 500 × $0.60 per million.
    assert.equal(formatDollars(replayed.expected), "0.00045825");
    assert.equal(replayed.recounted, false);
  }
});

test("another rule counts pictures anew by their sizes, and says so", () => {
  const replayed = cost(recorded(), squares);
  // 1920 × 1080 at high is 1365 × 768: six tiles, 85 + 6 × 170 tokens.
  const counted = usage({ text: 23, image: 1_105 }, { text: 500 });
  assert.equal(replayed.expected, rateUsage(cheap, counted).total);
  assert.equal(replayed.recounted, true);
  assert.equal(replay(recorded({ pictures: null }), squares), "picture_sizes_unknown");
});

test("a route that counted otherwise is what its pictures are known by", () => {
  const route = seeing.routes[0];
  assert(route !== undefined);
  const other = { ...route, vision: squares.vision };
  const replayed = cost(recorded({ route: other }), alike);
  // Four tiles of 258 by its own rule, whatever the route had made of it.
  assert.equal(
    replayed.expected,
    rateUsage(cheap, usage({ text: 23, image: 1_032 }, { text: 500 })).total,
  );
  assert.equal(replayed.recounted, true);
});

test("what another model could not have done is named", () => {
  const text = { text: 20 };
  for (const [call, on, reason] of [
    [recorded(), blind, "no_vision"],
    [recorded({ usage: usage({ audio: 9 }, text) }), alike, "no_audio"],
    [recorded({ usage: usage(text, { image: 1_120 }) }), alike, "picture_output"],
    [recorded({ usage: usage(text, { reasoning: 40 }) }), alike, "hidden_reasoning"],
    [recorded({ usage: usage({ text: 9_990 }, text) }), alike, "window_too_small"],
    [recorded({ usage: usage(text, { text: 4_001 }) }), alike, "output_limit"],
    [recorded({ inSteps: true }), alike, "two_steps"],
    [recorded({ model: null }), alike, "model_unknown"],
  ] as const) {
    assert.equal(replay(call, on), reason);
  }
});

test("text is carried over by the ratios, and the range spans the scripts", () => {
  const ratio = model("by-ratio", { text: "claude-ratio" });
  const spoken = usage({ text: 1_000 }, { text: 100 });
  const replayed = cost(recorded({ usage: spoken, model: blind }), ratio);
  // 1.69 tokens for each, and 1.18 to 1.72.
  assert.equal(replayed.expected, rateUsage(cheap, usage({ text: 1_690 }, { text: 169 })).total);
  assert.equal(replayed.least, rateUsage(cheap, usage({ text: 1_180 }, { text: 118 })).total);
  assert.equal(replayed.most, rateUsage(cheap, usage({ text: 1_720 }, { text: 172 })).total);
  assert.equal(replayed.translated, true);
});

test("what is expected lies within its range, whatever was used", () => {
  const count = fc.nat(1_000_000);
  const used = fc
    .tuple(count, count, count, count)
    .map(([text, image, cached, out]) => usage({ text, image, cached }, { text: out }));
  const rule = fc.constantFrom("o200k_base", "claude-ratio", "gemini-ratio", "cl100k_base");
  fc.assert(
    fc.property(used, rule, rule, (one, from, to) => {
      const { expected, least, most } = translateUsage(one, from, to);
      const [low, middle, high] = [least, expected, most].map((use) => rateUsage(dear, use).total);
      assert(low !== undefined && middle !== undefined && high !== undefined);
      assert(low <= middle && middle <= high);
      if (from === to) assert.deepEqual(expected, one);
    }),
  );
});
