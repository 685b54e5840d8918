import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, tokensOf, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  gateway: { hold_slice_tokens: 50 },
  models: [model("dear-prompt", { price: { input: "1000.00", output: "60.00" } })],
});
const flood = { steps: [{ endless: { everyMs: 0, most: 20_000 } }] };
const endless = { steps: [{ endless: { everyMs: 1, most: 20_000 } }] };

test("a stream whose money ends is cut with one last chunk that says so", async () => {
  // $0.012 buy exactly 200 tokens of $0.00006.
  const { accountId, caller } = await stage.enter({ balance: "0.012" });
  stage.upstream.script("cut-streamed", endless);
  const stream = await streamChat(caller, ask("cut-streamed", { max_tokens: 4_000 }));
  assert.equal(await stream.end(), "whole", "the stream itself ends properly");
  assert.equal(stream.sawDone(), false, "no [DONE] follows an error");
  assert.equal(stream.finishReason(), "error");
  assert.equal(tokensOf(stream.text()), 200, "all that was paid, and nothing more");
  const last = stream.events.at(-1)?.json;
  assert.equal(at(last, "choices.0.finish_reason"), "error");
  assert.equal(at(last, "error.code"), "insufficient_balance");
  assert.equal(at(last, "error.status"), 402);
  assert.equal(typeof at(last, "error.type"), "string");
  assert.equal(typeof at(last, "error.message"), "string");
  assert.equal(at(last, "error.metadata.id"), stream.id());
  assert.equal(at(last, "error.metadata.usage.completion_tokens"), 200);
  assert.equal(dollars(at(last, "error.metadata.cost")), dollars("0.012"));

  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "status"), "cut", record.text);
  const balance = await stage.operator.balance(accountId);
  assert.deepEqual([balance.posted, balance.held], [0n, 0n]);
  const stopped = () => (stage.upstream.calls("cut-streamed").at(-1)?.closedAt ?? null) !== null;
  await until(stopped, "the upstream to be stopped", 1_000);
});

test("a buffered call whose money ends answers 402 with the part that was paid", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.012" });
  stage.upstream.script("cut-buffered", endless);
  const reply = await bufferedChat(caller, ask("cut-buffered", { max_tokens: 4_000 }));
  assert.equal(reply.status, 402, reply.text);
  assert.equal(reply.code, "insufficient_balance");
  assert.equal(reply.headers["x-should-retry"], "false", "it was charged");
  const partial = at(reply.json, "error.metadata.partial");
  assert.equal(at(partial, "object"), "chat.completion");
  assert.equal(at(partial, "choices.0.message.role"), "assistant");
  assert.equal(tokensOf(textAt(partial, "choices.0.message.content")), 200);
  assert.equal(at(reply.json, "error.metadata.usage.completion_tokens"), 200);
  assert.equal(dollars(at(reply.json, "error.metadata.cost")), dollars("0.012"));
  const record = await readRecord(caller, textAt(reply.json, "error.metadata.id"));
  assert.equal(at(record.json, "status"), "cut");
  assert.equal((await stage.operator.balance(accountId)).posted, 0n);
});

test("a top-up that comes in time lets the stream go on", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.012" });
  const steps = words(190).map((text) => ({ text }));
  const rest = words(110, 190).map((text) => ({ text }));
  stage.upstream.script("topped-up", {
    steps: [...steps, { checkpoint: "paid" }, ...rest, { finish: "stop" }, { done: true }],
  });
  const stream = await streamChat(caller, ask("topped-up", { max_tokens: 4_000 }));
  await stream.chunks(190);
  await stage.operator.topUp(accountId, "1.00", `more-${accountId}`);
  stage.upstream.release("paid");
  await stream.end();
  assert.equal(stream.error(), undefined);
  assert.equal(stream.sawDone(), true);
  assert.equal(tokensOf(stream.text()), 300);
});

for (const stream of [true, false]) {
  test(`the request's own max_cost ends the answer with "length" (stream: ${stream})`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    stage.upstream.script("max-cost", endless);
    const body = ask("max-cost", { max_tokens: 4_000, max_cost: "0.003", stream });
    if (stream) {
      const run = await streamChat(caller, body);
      assert.equal(run.headers["x-farebox-max-tokens"], "50", "turned into an output limit");
      await run.end();
      assert.equal(run.finishReason(), "length");
      assert.equal(run.sawDone(), true);
      assert.equal(run.error(), undefined);
      const sent = costOf(tokensOf(run.text()), 60n);
      const { posted } = await stage.operator.balance(accountId);
      assert.equal(dollars("1.00") - posted, sent, "what is charged is what was sent");
    } else {
      const reply = await bufferedChat(caller, body);
      assert.equal(reply.status, 200, reply.text);
      assert.equal(at(reply.json, "choices.0.finish_reason"), "length");
    }
    const { posted } = await stage.operator.balance(accountId);
    const spent = dollars("1.00") - posted;
    assert(spent <= dollars("0.003") && spent > 0n, `spent ${spent}`);
  });
}

test("max_cost stops a flood, and what is charged is what was sent", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("max-cost-flood", flood);
  const stream = await streamChat(caller, ask("max-cost-flood", { max_cost: "0.01" }));
  await stream.end();
  assert.equal(stream.finishReason(), "length");
  // 166 tokens cost $0.00996, and one more would be above it.
  assert.equal(tokensOf(stream.text()), 166);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(166, 60n));
});

test("max_cost is taken as a number and as a header too", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("max-cost-ways", answer(words(2)));
  const asNumber = await bufferedChat(caller, ask("max-cost-ways", { max_cost: 0.003 }));
  assert.equal(asNumber.headers["x-farebox-max-tokens"], "50", asNumber.text);
  const headers = { "x-farebox-max-cost": "0.006" };
  const asHeader = await bufferedChat(caller, ask("max-cost-ways"), { headers });
  assert.equal(asHeader.headers["x-farebox-max-tokens"], "100", asHeader.text);
});

test("a max_cost that does not cover the prompt is refused before anything is sent", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("too-low", answer(words(2)));
  const body = { ...ask("too-low"), model: "dear-prompt", max_cost: "0.001" };
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 402, reply.text);
  assert.equal(reply.code, "max_cost_too_low");
  assert.equal(stage.upstream.calls("too-low").length, 0);
  assert.equal((await stage.operator.balance(accountId)).available, dollars("1.00"));
});

test("what is charged at a cut is what was relayed, whatever the upstream wrote", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.012" });
  stage.upstream.script("flood", flood);
  const stream = await streamChat(caller, ask("flood", { max_tokens: 4_000 }));
  await stream.end();
  assert.equal(at(stream.error(), "code"), "insufficient_balance");
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("0.012") - posted, costOf(tokensOf(stream.text()), 60n));
  await stage.operator.cleanAudit();
});
