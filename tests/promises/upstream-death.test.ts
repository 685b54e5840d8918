import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { type Script, type Step, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const said: Step[] = words(8).map((text) => ({ text }));
const pause: Step = { waitMs: 50 };
const raw = (text: string): Step => ({ raw: Buffer.from(text).toString("base64") });

const deaths: readonly (readonly [string, Script])[] = [
  ["a reset connection", { steps: [...said, pause, { destroy: true }] }],
  ["an end without a finish reason", { steps: [...said, pause] }],
  ["an end in the middle of an event", { steps: [...said, pause, raw('data: {"id":"x","cho')] }],
  ["an error event", { steps: [...said, pause, { event: { error: { message: "overloaded" } } }] }],
  ["an event that is not JSON", { steps: [...said, pause, raw("data: {nonsense}\n\n")] }],
];

for (const [index, [death, script]] of deaths.entries()) {
  test(`${death} in mid-stream: an error chunk, no [DONE], what was produced charged`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    stage.upstream.script(`death-${index}`, script);
    const stream = await streamChat(caller, ask(`death-${index}`));
    await stream.end();
    assert.equal(stream.text(), words(8).join(""), "all that came is passed on, and no more");
    assert.equal(stream.sawDone(), false);
    assert.equal(stream.finishReason(), "error");
    assert.equal(at(stream.error(), "type"), "upstream_error");
    assert.equal(at(stream.error(), "metadata.usage.completion_tokens"), 8);
    assert.equal(at(stream.error(), "metadata.id"), stream.id());
    const record = await readRecord(caller, stream.id());
    assert.equal(at(record.json, "status"), "failed", record.text);
    assert.equal(at(record.json, "usage_source"), "counted");
    assert.equal(dollars(at(record.json, "cost")), costOf(8, 60n));
    const { posted, held } = await stage.operator.balance(accountId);
    assert.deepEqual([posted, held], [dollars("1.00") - costOf(8, 60n), 0n]);
  });

  test(`${death} in a buffered call: 500 that says what was produced and charged`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const reply = await bufferedChat(caller, ask(`death-${index}`));
    assert.equal(reply.status, 500, reply.text);
    assert.equal(reply.code, "upstream_error");
    assert.equal(reply.headers["x-should-retry"], "false", "it was charged");
    assert.equal(at(reply.json, "error.metadata.usage.completion_tokens"), 8);
    const record = await readRecord(caller, textAt(reply.json, "error.metadata.id"));
    assert.equal(dollars(at(record.json, "cost")), costOf(8, 60n));
    const { posted } = await stage.operator.balance(accountId);
    assert.equal(posted, dollars("1.00") - costOf(8, 60n));
  });
}

test("usage that was reported as final before the death is what is charged", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("late-death", {
    steps: [
      ...said,
      { finish: "stop" },
      { usage: { prompt_tokens: 4, completion_tokens: 5 } },
      pause,
      { destroy: true },
    ],
  });
  const stream = await streamChat(caller, ask("late-death"));
  await stream.end();
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "usage.completion_tokens"), 5, record.text);
  assert.equal(at(record.json, "usage_source"), "reported");
});

test("an upstream that ends without [DONE] but with a finish reason has ended well", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("no-done", { steps: [...said, { finish: "stop" }] });
  const stream = await streamChat(caller, ask("no-done"));
  assert.equal(await stream.end(), "whole");
  assert.equal(stream.finishReason(), "stop");
  assert.equal(stream.sawDone(), true);
});

test("a NUL byte in an answer is billed like any other", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("nul", {
    steps: [{ text: "one\u0000two" }, { finish: "stop" }, { done: true }],
  });
  const reply = await bufferedChat(caller, ask("nul"));
  assert.equal(at(reply.json, "choices.0.message.content"), "one\u0000two");
  const tokens = Number(at(reply.json, "usage.completion_tokens"));
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(posted, dollars("1.00") - costOf(tokens, 60n));
  assert(tokens > 0, "it was counted");
});
