import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [model("both", { price: { input: "1.00", output: "60.00" } })],
});

for (const stream of [true, false]) {
  const way = stream ? "streamed" : "buffered";

  test(`a provider that reports more than the ceiling: the customer pays it (${way})`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const before = await shortfallPosted();
    const usage = { prompt_tokens: 5, completion_tokens: 5_000 };
    stage.upstream.script(`greedy-${way}`, answer(words(40), { usage }));
    const body = ask(`greedy-${way}`, { max_tokens: 100 });
    const id = stream ? await streamed(caller, body) : await buffered(caller, body);

    const ceiling = costOf(100, 60n);
    const { posted, held } = await stage.operator.balance(accountId);
    assert.equal(posted, dollars("1.00") - ceiling, "exactly the ceiling was charged");
    assert.equal(held, 0n);
    const record = await readRecord(caller, id);
    assert.equal(dollars(at(record.json, "cost")), ceiling);
    assert.equal(
      (await shortfallPosted()) - before,
      costOf(4_900, 60n),
      "the rest is the operator's",
    );
    await stage.operator.cleanAudit();
  });
}

test("a report beyond the balance takes the balance, and the rest is shortfall", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.006" });
  const before = await shortfallPosted();
  const usage = { prompt_tokens: 5, completion_tokens: 200 };
  stage.upstream.script("beyond", answer(words(20), { usage }));
  // One slice of 50 tokens fits, the ceiling of 1,000 does not: the report finds $0.006.
  const reply = await bufferedChat(caller, ask("beyond", { max_tokens: 1_000 }));
  assert([200, 402].includes(reply.status), reply.text);
  if (reply.status === 402) assert.equal(reply.code, "insufficient_balance");
  const { posted, available } = await stage.operator.balance(accountId);
  if (reply.status === 200) {
    assert.equal(posted, 0n);
    assert.equal((await shortfallPosted()) - before, costOf(200, 60n) - dollars("0.006"));
  }
  assert(available >= 0n, "never negative");
  await stage.operator.cleanAudit();
});

test("a report of absurd size is the operator's to bear, and the process lives", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const usage = { prompt_tokens: 5, completion_tokens: 999_999_999 };
  stage.upstream.script("absurd", answer(words(10), { usage }));
  await bufferedChat(caller, ask("absurd", { max_tokens: 100 }));
  const { posted, held } = await stage.operator.balance(accountId);
  assert(posted >= dollars("1.00") - costOf(100, 60n), "at most the ceiling");
  assert.equal(held, 0n);
  await stage.operator.cleanAudit();
});

test("a prompt reported beyond its bound: the parts of the cost add up", async () => {
  const { caller } = await stage.enter({ balance: "10.00" });
  const usage = { prompt_tokens: 1_000_000, completion_tokens: 10 };
  stage.upstream.script("long-prompt", answer(words(10), { usage }));
  const body = { ...ask("long-prompt", { max_tokens: 100 }), model: "both" };
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 200, reply.text);
  const prompt = dollars(at(reply.json, "usage.cost_details.prompt"));
  const completion = dollars(at(reply.json, "usage.cost_details.completion"));
  assert(prompt >= 0n && completion >= 0n, reply.text);
  const record = await readRecord(caller, textAt(reply.json, "id"));
  assert.equal(prompt + completion, dollars(at(record.json, "cost")));
  await stage.operator.cleanAudit();
});

test("an upstream that ignores the output limit is cut at the ceiling", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("unbounded", { steps: [{ endless: { everyMs: 1, most: 20_000 } }] });
  const stream = await streamChat(caller, ask("unbounded", { max_tokens: 100 }));
  await stream.end();
  const { posted, held } = await stage.operator.balance(accountId);
  assert(posted >= dollars("1.00") - costOf(100, 60n), "at most the ceiling");
  assert.equal(held, 0n);
  const stopped = () => (stage.upstream.calls("unbounded")[0]?.closedAt ?? null) !== null;
  await until(stopped, "the upstream to be stopped", 1_000);
  await stage.operator.cleanAudit();
});

async function streamed(caller: Parameters<typeof streamChat>[0], body: object) {
  const stream = await streamChat(caller, { ...body });
  assert.equal(await stream.end(), "whole");
  return stream.id();
}

async function buffered(caller: Parameters<typeof streamChat>[0], body: object) {
  const reply = await bufferedChat(caller, { ...body });
  assert.equal(reply.status, 200, reply.text);
  return textAt(reply.json, "id");
}

/** All that the operator has absorbed so far, by the journal of the account `shortfall`. */
async function shortfallPosted() {
  const entries = await stage.operator.entries("shortfall");
  return sum(entries.map((entry) => dollars(at(entry, "posted"))));
}
