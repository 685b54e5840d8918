import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  gateway: { first_event_timeout: "700ms", silence_timeout: "600ms" },
});

for (const stream of [true, false]) {
  test(`no first byte within the limit: 504, nothing charged (stream: ${stream})`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    stage.upstream.script("mute", { stallMs: 20_000 });
    const before = stage.upstream.calls("mute").length;
    const startedAt = Date.now();
    const headers = { "x-client-request-id": "mute" };
    const reply = await bufferedChat(caller, ask("mute", { stream }), { headers });
    const took = Date.now() - startedAt;
    assert.equal(reply.status, 504, reply.text);
    assert.equal(reply.code, "upstream_timeout");
    assert.equal(reply.headers["x-should-retry"], "false");
    assert(took >= 650 && took < 3_000, `after ${took} ms`);
    assert.equal(stage.upstream.calls("mute").length - before, 1, "a timeout is not repeated");
    await closedBy("mute");
    const { posted, held } = await stage.operator.balance(accountId);
    assert.deepEqual([posted, held], [dollars("1.00"), 0n]);
    const record = await readRecord(caller, "mute");
    assert.equal(at(record.json, "status"), "failed");
  });
}

test("silence in mid-stream: an error chunk, the upstream stopped, what came charged", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("falls-silent", {
    steps: [...words(5).map((text) => ({ text })), { waitMs: 20_000 }],
  });
  const stream = await streamChat(caller, ask("falls-silent"));
  await stream.chunks(5);
  const silentFrom = Date.now();
  await stream.end();
  const took = Date.now() - silentFrom;
  assert(took >= 500 && took < 3_000, `after ${took} ms`);
  assert.equal(stream.text(), words(5).join(""));
  assert.equal(stream.finishReason(), "error");
  assert.equal(stream.sawDone(), false);
  assert.equal(at(stream.error(), "type"), "upstream_error");
  assert.equal(at(stream.error(), "code"), "upstream_timeout");
  await closedBy("falls-silent");
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00") - costOf(5, 60n), 0n]);
});

test("silence in a buffered call: 504 that says what was produced and charged", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const reply = await bufferedChat(caller, ask("falls-silent"));
  assert.equal(reply.status, 504, reply.text);
  assert.equal(reply.code, "upstream_timeout");
  assert.equal(reply.headers["x-should-retry"], "false");
  assert.equal(at(reply.json, "error.metadata.usage.completion_tokens"), 5);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(posted, dollars("1.00") - costOf(5, 60n));
});

test("a slow stream that never falls silent for long is no timeout", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  const steps = words(6).flatMap((text) => [{ waitMs: 250 }, { text }]);
  stage.upstream.script("slow", { steps: [...steps, { finish: "stop" }, { done: true }] });
  const stream = await streamChat(caller, ask("slow"));
  await stream.end();
  assert.equal(stream.sawDone(), true);
  assert.equal(stream.text(), words(6).join(""));
});

async function closedBy(name: string): Promise<void> {
  const closed = () => (stage.upstream.calls(name).at(-1)?.closedAt ?? null) !== null;
  await until(closed, "the upstream to be stopped", 1_000);
}
