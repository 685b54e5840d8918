import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ChatEvent } from "../../core/chat/event.ts";
import { readReport } from "../../core/metering/read-report.ts";
import type { ReportedUsage, Usage } from "../../core/tokens/usage.ts";
import type { Verdict } from "../adapter.ts";
import { createDecoder } from "./decoder.ts";
import { mergeUsage, readUsage } from "./usage.ts";

/** Reads a recorded stream to its end. */
function read(name: string) {
  const text = readFileSync(new URL(`fixtures/${name}.sse`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  return readData(lines.map((line) => line.slice(6)));
}

function readData(data: readonly string[]) {
  const decoder = createDecoder();
  const events: ChatEvent[] = [];
  let verdict: Verdict = null;
  for (const one of data) verdict ??= decoder.readEvent(Buffer.from(one), null, events);
  const finish = events.find((event) => event.finish !== null)?.finish ?? null;
  const usage = events.findLast((event) => event.usage !== null)?.usage ?? null;
  return { events, ending: verdict ?? decoder.readEnd(), finish, usage };
}

/** What is charged by a report, for a prompt that was expected to hold no pictures. */
function charged(report: ReportedUsage | null): Usage {
  assert.ok(report !== null);
  return readReport(report, { textTokens: 0, imageTokens: 0, outputImageTokens: 0 });
}

test("what was cached stands outside the input: the prompt is read, written and the rest", () => {
  const { prompt } = charged(read("plain").usage);
  assert.deepEqual(prompt, {
    text: 281,
    image: 0,
    audio: 0,
    cached: 200,
    cacheWrite: 44,
    cacheWrite1h: 20,
  });
});

test("the running totals of the end replace those of the start and are never added", () => {
  const { usage, events } = read("plain");
  assert.equal(usage?.completionTokens, 42);
  assert.equal(events.filter((event) => event.usage !== null).length, 1);
});

test("an input that tools of the provider made grow is charged as it is told last", () => {
  const { usage } = read("input-grows");
  assert.deepEqual([usage?.promptTokens, usage?.completionTokens], [10_682, 510]);
});

test("a null at the end keeps what the start had told", () => {
  const start = { input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 1 };
  const end = { input_tokens: null, cache_read_input_tokens: null, output_tokens: 7 };
  const usage = readUsage(mergeUsage(start, end));
  assert.deepEqual([usage?.promptTokens, usage?.cachedTokens, usage?.completionTokens], [13, 4, 7]);
});

test("writes that grow after the start were split are five minutes' writes", () => {
  const start = {
    input_tokens: 1,
    output_tokens: 1,
    cache_creation_input_tokens: 30,
    cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
  };
  const usage = readUsage(mergeUsage(start, { cache_creation_input_tokens: 50 }));
  assert.deepEqual([usage?.cacheWriteTokens, usage?.cacheWrite1hTokens], [30, 20]);
});

test("compaction and advice are billed on top, and iterations of the answer only once", () => {
  const usage = read("iterations").usage;
  // 100 of the answer, 5,000 of the compaction, 70 + 30 read + 12 written of the advice.
  assert.equal(usage?.promptTokens, 100 + 5_000 + 112);
  assert.equal(usage?.cachedTokens, 30);
  assert.equal(usage?.cacheWrite1hTokens, 12);
  assert.equal(usage?.completionTokens, 20 + 300 + 7);
});

test("a start without an end's report is no report: one token of output is not the answer", () => {
  assert.equal(read("usage-absent").usage, null);
  assert.equal(read("usage-zero").usage?.completionTokens, 0);
});

test("counts that are none are not believed", () => {
  for (const wrong of [
    {},
    { input_tokens: 1 },
    { input_tokens: -1, output_tokens: 1 },
    { input_tokens: 1.5, output_tokens: 1 },
    { input_tokens: "1", output_tokens: 1 },
  ]) {
    assert.equal(readUsage(wrong), null);
  }
  const details = { thinking_tokens: 99 };
  const usage = readUsage({ input_tokens: 1, output_tokens: 5, output_tokens_details: details });
  assert.equal(usage?.reasoningTokens, null);
});

test("thoughts are shown, billed as reasoning, and told with their signatures as they end", () => {
  const { events, usage, finish } = read("thinking");
  const thought = events.map((event) => event.delta?.reasoning_content ?? "").join("");
  assert.equal(thought, "Let me look.");
  assert.equal(finish, "stop");
  assert.deepEqual(charged(usage).completion, { text: 3, image: 0, reasoning: 84 });
  const extra = events.flatMap((event) => event.delta?.["extra_content"] ?? []);
  const signed = { type: "thinking", thinking: "Let me look.", signature: "c2lnbmVk" };
  const hidden = { type: "redacted_thinking", data: "aGlkZGVu" };
  // Each tells all so far: whoever keeps the last has them all, and no block's end is missed.
  assert.deepEqual(extra, [
    { anthropic: { thinking_blocks: [signed] } },
    { anthropic: { thinking_blocks: [signed, hidden] } },
  ]);
});

test("tools are called with their arguments as they come, and with none as an empty object", () => {
  const { events, finish } = read("tools");
  assert.equal(finish, "tool_calls");
  const pieces = events.flatMap((event) => event.delta?.tool_calls ?? []);
  const argumentsOf = (index: number) =>
    pieces
      .filter((piece) => piece.index === index)
      .map((piece) => piece.function?.arguments ?? "")
      .join("");
  assert.equal(argumentsOf(0), '{"city": "Zürich"}');
  assert.equal(argumentsOf(1), "{}");
  const named = pieces.filter((piece) => piece.id !== undefined);
  assert.deepEqual(
    named.map((piece) => [piece.id, piece.function?.name]),
    [
      ["toolu_1", "weather"],
      ["toolu_2", "now"],
    ],
  );
});

test("every reason to stop has its word", () => {
  const finishOf = (reason: string) =>
    readData([JSON.stringify({ type: "message_delta", delta: { stop_reason: reason } })]).finish;
  const words = {
    end_turn: "stop",
    stop_sequence: "stop",
    max_tokens: "length",
    model_context_window_exceeded: "length",
    tool_use: "tool_calls",
    pause_turn: "stop",
    refusal: "content_filter",
    a_new_one: "stop",
  };
  for (const [reason, word] of Object.entries(words)) assert.equal(finishOf(reason), word);
});

test("a ping is a sign of life, and no answer before one has begun", () => {
  const ping = '{"type":"ping"}';
  assert.equal(readData([ping]).events.length, 0);
  const block = '{"type":"content_block_start","index":0,"content_block":{"type":"text"}}';
  const { events } = readData([block, ping, '{"type":"a_new_one"}']);
  assert.deepEqual(
    events.map((event) => event.delta),
    [{ role: "assistant", content: "" }, null],
  );
});

test("what is no answer breaks the stream instead of being guessed at", () => {
  for (const wrong of [
    "[]",
    '{"type":"message_start"}',
    '{"type":"content_block_start"}',
    '{"type":"content_block_start","content_block":{"type":"tool_use"}}',
    '{"type":"content_block_start","content_block":{"type":"redacted_thinking"}}',
    '{"type":"content_block_delta","delta":{"type":"text_delta","text":3}}',
    '{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"x"}}',
    '{"type":"content_block_delta","delta":{"type":"input_json_delta"}}',
    '{"type":"message_delta"}',
  ]) {
    const { ending } = readData([wrong]);
    assert.ok(ending !== "ended", wrong);
    assert.match(ending.broken, /cannot be read/, wrong);
  }
});
