import assert from "node:assert/strict";
import { after, test } from "node:test";
import { streamChat } from "./chat-client.ts";
import { at } from "./json.ts";
import { openScriptedUpstream, until } from "./scripted-upstream.ts";
import { ask } from "./stage.ts";
import { startUpstreamProcess } from "./upstream-process.ts";
import { answer, answerUntil, failure, tokensOf, word, words } from "./upstream-script.ts";

const upstream = await openScriptedUpstream();
after(() => upstream.close());
const caller = { url: upstream.url.replace(/\/v1$/, ""), secret: "none" };

test("every run of scripted words has one token a word", () => {
  for (const from of [0, 1, 7, 10, 19]) {
    for (const count of [0, 1, 9, 10, 11, 500]) {
      assert.equal(tokensOf(words(count, from).join("")), count);
    }
  }
  assert.equal(tokensOf(`${word(0)}${word(1)}`), 2);
});

test("a scripted answer arrives as it was written, and its tokens are known", async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 12 };
  upstream.script("plain", answer(words(12), { usage, finish: "length" }));
  const stream = await streamChat(caller, ask("plain"));
  assert.equal(await stream.end(), "whole");
  assert.equal(stream.text(), words(12).join(""));
  assert.equal(stream.finishReason(), "length");
  assert.deepEqual(stream.usage(), usage);
  assert.equal(stream.sawDone(), true);
  const [call] = upstream.calls("plain");
  assert.equal(call?.textWritten, words(12).join(""));
  assert.equal(at(call?.body, "stream"), true);
  assert(call?.endedAt !== null && call?.closedAt === null, "it ended by itself");
});

test("a checkpoint holds a stream until it is released", async () => {
  upstream.script("held", answerUntil("gate", words(3)));
  const stream = await streamChat(caller, ask("held"));
  await stream.chunks(3);
  await upstream.reached("gate");
  assert.equal(stream.sawDone(), false);
  upstream.release("gate");
  await stream.end();
  assert.equal(stream.sawDone(), true);
});

test("a client that leaves is written down with its moment", async () => {
  upstream.script("left", answerUntil("never", words(3)));
  const stream = await streamChat(caller, ask("left"));
  await stream.chunks(3);
  const leftAt = stream.destroy();
  await until(() => (upstream.calls("left")[0]?.closedAt ?? null) !== null, "the close", 1_000);
  const closedAt = upstream.calls("left")[0]?.closedAt ?? 0;
  assert(closedAt - leftAt < 100, `closed after ${closedAt - leftAt} ms`);
});

test("scripts of one name are played in turn, and the last one stays", async () => {
  upstream.script("turns", failure(500, "broken"), failure(429, "busy"), answer(["fine"]));
  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1) {
    const stream = await streamChat(caller, ask("turns"));
    await stream.end();
    statuses.push(stream.status);
  }
  assert.deepEqual(statuses, [500, 429, 200, 200]);
});

test("a script can die in mid-stream", async () => {
  upstream.script("dies", { steps: [{ text: "one" }, { waitMs: 20 }, { destroy: true }] });
  const stream = await streamChat(caller, ask("dies"));
  assert.equal(await stream.end(), "broken");
  assert.equal(stream.text(), "one");
});

test("an endless stream in a process of its own stops with its client", async () => {
  const remote = await startUpstreamProcess();
  after(() => remote.close());
  await remote.script("endless", { steps: [{ endless: { everyMs: 1, most: 100_000 } }] });
  const far = { url: remote.url.replace(/\/v1$/, ""), secret: "none" };
  const stream = await streamChat(far, ask("endless"));
  await stream.chunks(20);
  stream.destroy();
  await stream.end();
  const deadline = Date.now() + 2_000;
  let [call] = await remote.calls("endless");
  while (call?.closedAt === null && Date.now() < deadline) [call] = await remote.calls("endless");
  assert(call !== undefined && call.closedAt !== null, "it saw the client leave");
  assert(call.textWritten.startsWith(stream.text()), "it counted what it wrote");
});
