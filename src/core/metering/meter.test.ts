import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import type { ChatEvent } from "../chat/event.ts";
import { picodollars } from "../money/picodollars.ts";
import { rate } from "../money/rate.ts";
import type { Price } from "../pricing/price.ts";
import type { ReportedUsage } from "../tokens/usage.ts";
import { Meter } from "./meter.ts";

/** A dollar's millionth a prompt token, sixty an output token. */
const price: Price = {
  input: { text: rate(1n), image: rate(2n), cached: rate(0n), audio: rate(1n) },
  output: { text: rate(60n), image: rate(60n), reasoning: rate(30n) },
};

/** Counts words: the whole text, however it came in. */
function wordCounter() {
  let text = "";
  return {
    push: (more: string) => {
      text += more;
    },
    count: () => text.split(" ").filter((word) => word !== "").length,
  };
}

function openMeter(): Meter {
  return new Meter({
    prompt: { textTokens: 5, imageTokens: 7 },
    price,
    imageOutput: "gemini-3.1-flash-image",
    counter: wordCounter,
  });
}

function event(given: Partial<ChatEvent>): ChatEvent {
  return { delta: null, logprobs: null, finish: null, usage: null, raw: null, ...given };
}

function report(given: Partial<ReportedUsage>): ReportedUsage {
  return {
    promptTokens: 0,
    promptImageTokens: null,
    promptAudioTokens: null,
    cachedTokens: null,
    completionTokens: 0,
    completionImageTokens: null,
    reasoningTokens: null,
    ...given,
  };
}

test("the whole text is counted, not event by event", () => {
  const meter = openMeter();
  for (const content of ["al", "pha bra", "vo"]) meter.take(event({ delta: { content } }));
  assert.equal(meter.counted().completion.text, 2);
  assert.equal(meter.mark().charge, picodollars(5n + 14n + 120n));
});

test("thinking is counted as reasoning, tool calls and refusals as text", () => {
  const meter = openMeter();
  meter.take(event({ delta: { reasoning_content: "let me see" } }));
  meter.take(event({ delta: { refusal: "I can not" } }));
  const call = { index: 0, function: { name: "look ", arguments: "up" } };
  meter.take(event({ delta: { tool_calls: [call] } }));
  assert.deepEqual(meter.counted().completion, { text: 5, image: 0, reasoning: 3 });
});

test("a provider's report counts only where the answer had its finish reason", () => {
  const meter = openMeter();
  meter.take(event({ delta: { content: "one" }, usage: report({ completionTokens: 99 }) }));
  assert.equal(meter.reading().source, "counted");
  meter.take(event({ finish: "stop" }));
  const { source, usage } = meter.reading();
  assert.equal(source, "reported");
  assert.equal(usage.completion.text, 99);
});

test("a report that text came after is not final: the answer is counted", () => {
  const meter = openMeter();
  meter.take(event({ usage: report({ promptTokens: 10 }) }));
  meter.take(event({ delta: { role: "assistant", content: "" } }));
  meter.take(event({ delta: { content: "one two" } }));
  meter.take(event({ finish: "stop" }));
  const { source, usage } = meter.reading();
  assert.deepEqual([source, usage.completion.text], ["counted", 2]);
  meter.take(event({ usage: report({ promptTokens: 10, completionTokens: 3 }) }));
  assert.deepEqual(meter.reading().source, "reported");
});

test("calls of the old kind and tools that take free text are counted like others", () => {
  const meter = openMeter();
  meter.take(event({ delta: { function_call: { name: "look " } } }));
  meter.take(event({ delta: { function_call: { arguments: "it up" } } }));
  meter.take(
    event({ delta: { tool_calls: [{ index: 0, custom: { name: " run ", input: "a b" } }] } }),
  );
  meter.take(event({ delta: { reasoning_content: "", reasoning: "let me see" } }));
  assert.deepEqual(meter.counted().completion, { text: 6, image: 0, reasoning: 3 });
});

test("a reported zero is zero, and no report is our own count", () => {
  const zero = openMeter();
  zero.take(event({ delta: { content: "one two" }, finish: "stop", usage: report({}) }));
  assert.equal(zero.reading().usage.completion.text, 0);
  const absent = openMeter();
  absent.take(event({ delta: { content: "one two" }, finish: "stop" }));
  assert.equal(absent.reading().usage.completion.text, 2);
});

test("reports are cumulative: the last one counts and none is added", () => {
  const meter = openMeter();
  meter.take(event({ usage: report({ promptTokens: 10, completionTokens: 5 }) }));
  meter.take(event({ usage: report({ promptTokens: 10, completionTokens: 9 }), finish: "stop" }));
  assert.equal(meter.reading().usage.completion.text, 9);
});

test("a prompt that the provider does not split is split as the pictures were measured", () => {
  const meter = openMeter();
  meter.take(event({ usage: report({ promptTokens: 20 }), finish: "stop" }));
  assert.deepEqual(meter.reading().usage.prompt, { text: 13, image: 7, audio: 0, cached: 0 });
});

test("reasoning inside the completion is split off, reasoning outside it is billed on top", () => {
  const inside = openMeter();
  const within = report({ completionTokens: 50, reasoningTokens: 30 });
  inside.take(event({ usage: within, finish: "stop" }));
  assert.deepEqual(inside.reading().usage.completion, { text: 20, image: 0, reasoning: 30 });
  const outside = openMeter();
  const beyond = report({ completionTokens: 20, reasoningTokens: 30 });
  outside.take(event({ usage: beyond, finish: "stop" }));
  assert.deepEqual(outside.reading().usage.completion, { text: 20, image: 0, reasoning: 30 });
});

/** The header of a PNG of this size, padded as if the picture followed. */
function picture(width: number, height: number) {
  const header = Buffer.alloc(200_000);
  header.write("89504e470d0a1a0a0000000d49484452", "hex");
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.writeUInt32BE(0x08020000, 24);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  const url = `data:image/png;base64,${header.toString("base64")}`;
  return { type: "image_url" as const, image_url: { url } };
}

test("a picture that comes out counts by its size, and moves what is due at once", () => {
  const meter = openMeter();
  const before = meter.mark();
  meter.take(event({ delta: { images: [picture(1024, 1024)] } }));
  assert.equal(meter.produced, true);
  assert.equal(meter.counted().completion.image, 1120);
  assert.equal(meter.mark().charge - before.charge, 1120n * 60n);
  meter.take(event({ delta: { images: [picture(4096, 4096), picture(512, 512)] } }));
  assert.equal(meter.counted().completion.image, 1120 + 2520 + 747);
});

test("a report that doesn't split its output leaves the pictures their own price", () => {
  const meter = openMeter();
  meter.take(event({ delta: { images: [picture(1024, 1024)] } }));
  meter.take(
    event({ finish: "stop", usage: report({ completionTokens: 1200, reasoningTokens: 50 }) }),
  );
  const { completion } = meter.reading().usage;
  assert.deepEqual(completion, { text: 30, image: 1120, reasoning: 50 });
});

test("what the provider says of its pictures wins over our own measure", () => {
  const meter = openMeter();
  meter.take(event({ delta: { images: [picture(1024, 1024)] } }));
  const said = report({ completionTokens: 1680, completionImageTokens: 1680 });
  meter.take(event({ finish: "stop", usage: said }));
  assert.deepEqual(meter.reading().usage.completion, { text: 0, image: 1680, reasoning: 0 });
});
