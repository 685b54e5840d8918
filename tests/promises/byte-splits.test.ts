import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, type Caller, streamChat } from "../doubles/chat-client.ts";
import { at } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";

const stage = await openStage();
const inFlight = 16;

// Recorded shapes with what breaks careless readers: multi-byte characters, escapes that look
// like line ends, a comment, CRLF, an event of two data lines, spaces inside the JSON.
const chunk = (delta: string, finish = "null") =>
  `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"words",` +
  `"choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]}`;
const recorded = Buffer.from(
  [
    `data: ${chunk('{"role":"assistant","content":""}')}\n\n`,
    ": a comment\n\n",
    `data: ${chunk('{"content":"ALPHA BRAVO naïve€ "}')}\n\n`,
    `data: ${chunk('{"content":"😀\\n\\ndata: no\\u00e9"}')}\r\n\r\n`,
    `data: {"choices": [ {"index": 0, "delta": {"content": "日本語"},\n`,
    'data: "finish_reason": null} ] , "id": "chatcmpl-1", "model": "words"}\n\n',
    `data: ${chunk('{"content":" DELTA"}')}\n\n`,
    `data: ${chunk("{}", '"stop"')}\n\n`,
    "data: [DONE]\n\n",
  ].join(""),
);
const content = "ALPHA BRAVO naïve€ 😀\n\ndata: noé日本語 DELTA";

test("every split of a recorded stream into two pieces gives the same output", async () => {
  const { caller } = await stage.enter({ balance: "1000.00" });
  const whole = await outputOf(caller, recorded.length);
  assert.match(whole, /naïve€/);
  const cuts = Array.from({ length: recorded.length - 1 }, (_, index) => index + 1);
  await inTurns(cuts, async (cut) => {
    assert.equal(await outputOf(caller, cut), whole, `cut after byte ${cut}`);
  });
});

test("a stream that arrives byte by byte gives the same, streamed and buffered", async () => {
  const { caller } = await stage.enter({ balance: "1000.00" });
  const whole = await outputOf(caller, recorded.length);
  const steps = [...recorded].flatMap((byte) => [
    { raw: Buffer.from([byte]).toString("base64") },
    { waitMs: 0 },
  ]);
  stage.upstream.script("bytes", { steps });
  assert.equal(await streamedOutput(caller, "bytes"), whole);
  const reply = await bufferedChat(caller, ask("bytes"));
  assert.equal(at(reply.json, "choices.0.message.content"), content);
  assert.equal(at(reply.json, "choices.0.finish_reason"), "stop");
});

/** The client's events, joined, where the upstream cuts its bytes here. */
async function outputOf(caller: Caller, cut: number): Promise<string> {
  const [first, second] = [recorded.subarray(0, cut), recorded.subarray(cut)];
  const name = `cut-${cut}`;
  stage.upstream.script(name, {
    steps: [{ raw: first.toString("base64") }, { waitMs: 3 }, { raw: second.toString("base64") }],
  });
  return streamedOutput(caller, name);
}

async function streamedOutput(caller: Caller, name: string): Promise<string> {
  const stream = await streamChat(caller, ask(name));
  assert.equal(await stream.end(), "whole", name);
  assert.equal(stream.text(), content, name);
  assert.equal(stream.sawDone(), true, name);
  return stream.events.map((event) => event.data.replaceAll(stream.id(), "ID")).join("\n");
}

/** Runs a few at a time, so that the suite is quick and the machine not flooded. */
async function inTurns(cuts: number[], work: (cut: number) => Promise<void>): Promise<void> {
  const runners = Array.from({ length: inFlight }, async () => {
    for (let cut = cuts.pop(); cut !== undefined; cut = cuts.pop()) await work(cut);
  });
  await Promise.all(runners);
}
