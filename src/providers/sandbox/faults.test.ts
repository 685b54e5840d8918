import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { test } from "node:test";
import { at, numberAt, textAt } from "../../../tests/doubles/json.ts";
import {
  answerText,
  callSandbox,
  contentOf,
  readEvents,
  type SandboxCaller,
} from "../../../tests/doubles/sandbox-caller.ts";
import { countShortText } from "./vocabulary.ts";

const streamed = { stream: true, stream_options: { include_usage: true } };

/**
 * Reads a stream until it breaks: the whole events that came, the rest, and whether it broke.
 * Not by `fetch`, which throws away what had arrived before a reset.
 */
async function readUntilBroken(sandbox: SandboxCaller, directive: string, id: string) {
  const body = JSON.stringify({
    model: "m",
    stream: true,
    messages: [{ role: "user", content: `Go on.\n!sandbox ${directive}` }],
  });
  const headers = { "x-client-request-id": id };
  const calling = request(`${sandbox.url}/v1/chat/completions`, { method: "POST", headers });
  calling.on("error", () => undefined).end(body);
  const [response]: IncomingMessage[] = await once(calling, "response");
  let text = "";
  response?.setEncoding("utf8").on("data", (slice) => {
    text += slice;
  });
  let broken = false;
  response?.on("error", () => {
    broken = true;
  });
  await new Promise((resolve) => response?.once("close", resolve));
  const lines = text.split("\n\n");
  const rest = lines.pop() ?? "";
  const events = lines.map((line): unknown => JSON.parse(line.replace(/^data: /, "")));
  return { rest, broken, text: contentOf(events) };
}

function ask(sandbox: SandboxCaller, directive: string, id: string) {
  const headers = { "x-client-request-id": id };
  return sandbox.chat(`Go on.\n!sandbox ${directive}`, streamed, headers);
}

function askWhole(sandbox: SandboxCaller, directive: string, id: string) {
  const headers = { "x-client-request-id": id };
  return sandbox.chat(`Go on.\n!sandbox ${directive}`, {}, headers);
}

test("status with times fails so often for a key, then works", async (context) => {
  const sandbox = await callSandbox(context);
  const directive = "status=503 times=2 key=k1 retry_after=7";
  for (const turn of ["a", "b"]) {
    const failed = await ask(sandbox, directive, turn);
    assert.equal(failed.status, 503);
    assert.equal(failed.headers.get("retry-after"), "7");
    assert.equal(textAt(await failed.json(), "error.type"), "server_error");
    assert.equal(textAt(await sandbox.metered(turn), "ended"), "fault");
    assert.equal(numberAt(await sandbox.metered(turn), "prompt_tokens"), 0);
  }
  assert.equal((await readEvents(await ask(sandbox, directive, "c"))).done, true);
  assert.equal((await ask(sandbox, directive.replace("k1", "k2"), "d")).status, 503);
});

test("times without a key counts the attempts of one call", async (context) => {
  const sandbox = await callSandbox(context);
  const statuses: number[] = [];
  for (const id of ["a", "b", "a", "b"]) {
    statuses.push((await askWhole(sandbox, "status=500 times=1", id)).status);
  }
  assert.deepEqual(statuses, [500, 500, 200, 200]);
});

test("reset_after destroys the connection after exactly so many tokens", async (context) => {
  const sandbox = await callSandbox(context);
  const read = await readUntilBroken(sandbox, "reset_after=9", "r");
  assert.equal(read.broken, true);
  assert.equal(read.rest, "");
  assert.equal(countShortText(read.text), 9);
  const call = await sandbox.metered("r");
  assert.equal(numberAt(call, "completion_tokens"), 9);
  assert.equal(textAt(call, "ended"), "fault");
  await assert.rejects(ask(sandbox, "reset_after=0", "r0"), "no answer at all");
  assert.equal(at(await sandbox.metered("r0"), "status"), null);
  assert.equal(numberAt(await sandbox.metered("r0"), "prompt_tokens"), 0);
  await assert.rejects(askWhole(sandbox, "reset_after=3", "rb"), "buffered too");
});

test("truncate_after ends cleanly in the middle of an event", async (context) => {
  const sandbox = await callSandbox(context);
  const read = await readUntilBroken(sandbox, "truncate_after=6", "t");
  assert.equal(read.broken, false);
  assert.equal(countShortText(read.text), 6);
  assert.match(read.rest, /^data: \{"id"/);
  assert.throws(() => JSON.parse(read.rest.replace(/^data: /, "")));
  assert.equal(numberAt(await sandbox.metered("t"), "completion_tokens"), 6);
  const whole = await askWhole(sandbox, "truncate_after=6", "tb");
  await assert.rejects(whole.json());
});

test("error_after sends an error event and no end mark", async (context) => {
  const sandbox = await callSandbox(context);
  const { events, done, text } = await readEvents(await ask(sandbox, "error_after=4", "e"));
  assert.equal(done, false);
  assert.equal(textAt(events.at(-1), "error.type"), "server_error");
  assert.equal(countShortText(text), 4);
  const buffered = await askWhole(sandbox, "error_after=4", "eb");
  assert.equal(buffered.status, 500);
});

test("a stall holds the answer back, before its start and in its middle", async (context) => {
  const sandbox = await callSandbox(context);
  const started = performance.now();
  await readEvents(await ask(sandbox, "tokens=20 stall_ms=150", "s1"));
  assert(performance.now() - started >= 150);
  const call = await sandbox.metered("s1");
  assert(numberAt(call, "first_token_at") - numberAt(call, "started_at") >= 149);

  const response = await ask(sandbox, "tokens=20 stall_ms=60000 stall_after=7", "s2");
  const reader = response.body?.getReader();
  let text = "";
  while (!text.includes("finish_reason") || text.split("\n\n").length < 9) {
    const slice = await reader?.read();
    text += new TextDecoder().decode(slice?.value);
  }
  assert.equal(text.split("\n\n").length - 1, 8, "the opening and seven tokens");
  await reader?.cancel();
  const stalled = await sandbox.metered("s2");
  assert.equal(numberAt(stalled, "completion_tokens"), 7);
  assert.equal(textAt(stalled, "ended"), "aborted");
});

test("usage can be missing, zero or wrong, while the meter stays right", async (context) => {
  const sandbox = await callSandbox(context);
  const usageOf = async (directive: string) => {
    const { events } = await readEvents(await ask(sandbox, `tokens=10 ${directive}`, "u"));
    assert.equal(numberAt(await sandbox.metered("u"), "completion_tokens"), 10);
    return at(events.at(-1), "usage");
  };
  assert.equal(numberAt(await usageOf(""), "completion_tokens"), 10);
  assert.equal(await usageOf("usage=none"), null);
  assert.equal(numberAt(await usageOf("usage=zero"), "total_tokens"), 0);
  const wrong = await usageOf("usage_prompt=5 usage_completion=999999");
  assert.equal(numberAt(wrong, "prompt_tokens"), 5);
  assert.equal(numberAt(wrong, "completion_tokens"), 999_999);
  const buffered: unknown = await (await askWhole(sandbox, "usage=none", "ub")).json();
  assert.equal(at(buffered, "usage"), undefined);
});

test("tokens, event_tokens, pace, first_ms and no_done shape the stream", async (context) => {
  const sandbox = await callSandbox(context);
  const directive = "tokens=100 event_tokens=8 pace=400 first_ms=120 no_done";
  const started = performance.now();
  const { events, done, text } = await readEvents(await ask(sandbox, directive, "p"));
  const passed = performance.now() - started;
  assert(passed >= 120 + 200 && passed < 2_000, `${passed} ms`);
  assert.equal(done, false);
  assert.equal(countShortText(text), 100);
  assert.equal(events.length, 1 + Math.ceil(100 / 8) + 2);
  const call = await sandbox.metered("p");
  assert(numberAt(call, "first_token_at") - numberAt(call, "started_at") >= 119);
});

test("directives are not part of the question that is answered", async (context) => {
  const sandbox = await callSandbox(context);
  assert(!(await answerText(await askWhole(sandbox, "event_tokens=2", "q"))).includes("!sandbox"));
});

test("a directive that is unknown or out of range is refused with help", async (context) => {
  const sandbox = await callSandbox(context);
  for (const directive of [
    "foo=1",
    "status=200",
    "tokens=-1",
    "tokens",
    "usage=half",
    "times=3",
    "key=a/b",
    "constructor=1",
  ]) {
    const response = await askWhole(sandbox, directive, "x");
    assert.equal(response.status, 400, directive);
    assert.match(textAt(await response.json(), "error.message"), /allowed|Allowed|need a/);
  }
});
