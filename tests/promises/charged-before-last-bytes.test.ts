import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const repeats = 100;

test("who sees the finish reason of a stream has been charged already, 100 times", async () => {
  const { accountId, caller } = await stage.enter({ balance: "10.00" });
  stage.upstream.script("whole", answer(words(5)));
  for (let call = 1; call <= repeats; call += 1) {
    const stream = await streamChat(caller, ask("whole"));
    while (stream.finishReason() === null) await new Promise((resolve) => setImmediate(resolve));
    const { posted, held } = await stage.operator.balance(accountId);
    assert.equal(posted, dollars("10.00") - costOf(5 * call, 60n), `call ${call}`);
    assert.equal(held, 0n);
    const record = await readRecord(caller, stream.id());
    assert.equal(at(record.json, "status"), "completed");
    await stream.end();
    assert.equal(stream.sawDone(), true);
  }
  await stage.operator.cleanAudit();
});

test("who has a buffered body has been charged already, 100 times", async () => {
  const { accountId, caller } = await stage.enter({ balance: "10.00" });
  stage.upstream.script("whole", answer(words(5)));
  for (let call = 1; call <= repeats; call += 1) {
    const reply = await bufferedChat(caller, ask("whole"));
    const { posted } = await stage.operator.balance(accountId);
    assert.equal(posted, dollars("10.00") - costOf(5 * call, 60n), `call ${call}`);
    const record = await readRecord(caller, textAt(reply.json, "id"));
    assert.equal(dollars(at(record.json, "cost")), costOf(5, 60n));
  }
});

test("usage comes on the last chunk, and only where it was asked for", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("usage", answer(words(5)));
  const silent = await streamChat(caller, ask("usage"));
  await silent.end();
  assert.equal(silent.usage(), undefined);
  const told = await streamChat(caller, ask("usage", { stream_options: { include_usage: true } }));
  await told.end();
  const last = told.events.filter((event) => event.json !== null).at(-1)?.json;
  assert.deepEqual(at(last, "choices"), []);
  assert.equal(at(last, "usage.completion_tokens"), 5);
  assert.equal(at(last, "usage.cost"), 0.0003);
  const prompt = Number(at(last, "usage.prompt_tokens"));
  assert.equal(at(last, "usage.total_tokens"), prompt + 5);
  assert.equal(at(last, "usage.prompt_tokens_details.text_tokens"), prompt);
  assert.equal(at(last, "usage.prompt_tokens_details.image_tokens"), 0);
  assert.equal(at(last, "usage.completion_tokens_details.text_tokens"), 5);
  assert.equal(at(last, "usage.cost_details.prompt"), "0.00");
  assert.equal(at(last, "usage.cost_details.completion"), "0.0003");
  assert.equal(at(last, "usage.cost_details.upstream"), undefined, "the operator's view only");
});

test("events carry the gateway's id and the model that was asked for", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("spliced", answer(words(5)));
  const stream = await streamChat(caller, ask("spliced"));
  await stream.end();
  const events = stream.events.filter((event) => event.json !== null);
  const ids = new Set(events.map((event) => at(event.json, "id")));
  assert.deepEqual([...ids], [stream.headers["x-request-id"]]);
  assert.notEqual(stream.id(), "chatcmpl-of-the-upstream");
  assert.deepEqual([...new Set(events.map((event) => at(event.json, "model")))], ["words"]);
});
