import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, tokensOf, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { hold_slice_tokens: 50 } });
const endless = { steps: [{ endless: { everyMs: 1, most: 20_000 } }] };
stage.upstream.script("fifty", answer(words(50)));

const limited = (amount: string, period = "day", balance = "10.00") =>
  stage.enter({ balance, key: { spend_limit: { amount, period } } });

const readKey = (keyId: string): Promise<Reply> => stage.operator.call(`/keys/${keyId}`);

test("a key's daily limit under 100 parallel calls: never above", async () => {
  const { caller, keyId, accountId } = await limited("0.05");
  let highest = 0n;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const { json } = await readKey(keyId);
      const sum = dollars(at(json, "spend_limit.spent")) + dollars(at(json, "spend_limit.held"));
      if (sum > highest) highest = sum;
    }
  })();
  // Each costs $0.003 and may cost $0.006.
  const calls = Array.from({ length: 100 }, () =>
    bufferedChat(caller, ask("fifty", { max_tokens: 100 })),
  );
  const replies = await Promise.all(calls);
  over = true;
  await watching;

  const served = replies.filter(({ status }) => status === 200);
  const refused = replies.filter(({ code }) => code === "spend_limit_reached");
  assert.equal(served.length + refused.length, 100, "served or refused, nothing else");
  assert(served.length >= 8 && served.length <= 16, `${served.length} fit under $0.05`);
  assert(highest > 0n && highest <= dollars("0.05"), `charged plus held was ${highest}`);
  const [first] = refused;
  assert.equal(first?.status, 402);
  assert.equal(first.headers["x-should-retry"], "false");
  assert.equal(at(first.json, "error.metadata.limit"), "0.05");
  assert.equal(at(first.json, "error.metadata.period"), "day");
  const { spent, held } = Object(at(first.json, "error.metadata"));
  assert(dollars(spent) + dollars(held) <= dollars("0.05"), first.text);

  const { json } = await readKey(keyId);
  const charged = costOf(served.length * 50, 60n);
  assert.equal(dollars(at(json, "spend_limit.spent")), charged);
  assert.equal(at(json, "spend_limit.held"), "0.00");
  assert.equal(dollars("10.00") - (await stage.operator.balance(accountId)).posted, charged);
  await stage.operator.cleanAudit();
});

test("a stream whose key reaches its limit is cut, and says that it is the limit", async () => {
  const { caller, keyId } = await limited("0.012");
  stage.upstream.script("cut-by-limit", endless);
  const stream = await streamChat(caller, ask("cut-by-limit", { max_tokens: 4_000 }));
  await stream.end();
  assert.equal(stream.finishReason(), "error");
  assert.equal(at(stream.error(), "code"), "spend_limit_reached");
  assert.equal(at(stream.error(), "status"), 402);
  assert.equal(at(stream.error(), "metadata.limit"), "0.012");
  assert.equal(at(stream.error(), "metadata.period"), "day");
  assert.equal(tokensOf(stream.text()), 200, "all that the limit buys");
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "status"), "cut", record.text);
  assert.equal(at(record.json, "error"), "spend_limit_reached");
  assert.equal(at((await readKey(keyId)).json, "spend_limit.spent"), "0.012");
});

test("a buffered call that reaches its key's limit: 402 with what it produced", async () => {
  const { caller } = await limited("0.012", "total");
  stage.upstream.script("cut-buffered", endless);
  const reply = await bufferedChat(caller, ask("cut-buffered", { max_tokens: 4_000 }));
  assert.equal(reply.status, 402, reply.text);
  assert.equal(reply.code, "spend_limit_reached");
  const partial = at(reply.json, "error.metadata.partial");
  assert.equal(tokensOf(textAt(partial, "choices.0.message.content")), 200);
});

test("where the balance is what lacks, the balance is named", async () => {
  const { caller } = await limited("5.00", "day", "0.012");
  stage.upstream.script("cut-by-balance", endless);
  const stream = await streamChat(caller, ask("cut-by-balance", { max_tokens: 4_000 }));
  await stream.end();
  assert.equal(at(stream.error(), "code"), "insufficient_balance");
  const next = await bufferedChat(caller, ask("fifty"));
  assert.equal(next.code, "insufficient_balance", next.text);
});

test("a limit is the key's alone: another key of the account goes on", async () => {
  const { caller, projectId } = await limited("0.00");
  assert.equal((await bufferedChat(caller, ask("fifty"))).code, "spend_limit_reached");
  const other = await stage.operator.createKey(projectId);
  const secret = textAt(other.json, "secret");
  assert.equal(at(other.json, "spend_limit"), null);
  assert.equal((await bufferedChat({ url: caller.url, secret }, ask("fifty"))).status, 200);
});

test("a changed limit counts from the next call on, and none is none", async () => {
  const { caller, keyId } = await limited("0.003", "month");
  const body = ask("fifty", { max_tokens: 50 });
  const patch = (spendLimit: unknown) =>
    stage.operator.call(`/keys/${keyId}`, { spend_limit: spendLimit }, "PATCH");
  assert.equal((await bufferedChat(caller, body)).status, 200);
  assert.equal((await bufferedChat(caller, body)).code, "spend_limit_reached");
  const raised = await patch({ amount: "0.006", period: "month" });
  assert.equal(at(raised.json, "spend_limit.spent"), "0.003", raised.text);
  assert.equal((await bufferedChat(caller, body)).status, 200);
  assert.equal((await bufferedChat(caller, body)).code, "spend_limit_reached");
  assert.equal(at((await patch(null)).json, "spend_limit"), null);
  assert.equal((await bufferedChat(caller, body)).status, 200);
});

test("a caller sees its key's limit and what is spent of it", async () => {
  const { caller } = await limited("1.00", "week");
  await bufferedChat(caller, ask("fifty"));
  const own = await send({ url: `${caller.url}/v1/key`, token: caller.secret });
  assert.deepEqual(at(own.json, "spend_limit"), {
    amount: "1.00",
    period: "week",
    spent: "0.003",
    held: "0.00",
  });
});

test("a limit survives a crash", async () => {
  const { caller, keyId } = await limited("0.003");
  assert.equal((await bufferedChat(caller, ask("fifty", { max_tokens: 50 }))).status, 200);
  await stage.gateway.kill9();
  await stage.gateway.restart();
  const again = { url: stage.gateway.url(), secret: caller.secret };
  assert.equal((await bufferedChat(again, ask("fifty"))).code, "spend_limit_reached");
  assert.equal(at((await readKey(keyId)).json, "spend_limit.spent"), "0.003");
});

const wrong: readonly (readonly [string, unknown, string])[] = [
  ["thirteen decimals", { amount: "0.0000000000001", period: "day" }, "spend_limit.amount"],
  ["a negative amount", { amount: "-1.00", period: "day" }, "spend_limit.amount"],
  ["more than any balance", { amount: "9000000.01", period: "day" }, "spend_limit.amount"],
  ["a strange period", { amount: "1.00", period: "hour" }, "spend_limit.period"],
  ["no period", { amount: "1.00" }, "spend_limit.period"],
];

for (const [what, limit, param] of wrong) {
  test(`${what} is no limit, and is refused by the field's name`, async () => {
    const { projectId, keyId } = await stage.enter();
    const made = await stage.operator.createKey(projectId, { spend_limit: limit });
    const changed = await stage.operator.call(`/keys/${keyId}`, { spend_limit: limit }, "PATCH");
    for (const reply of [made, changed]) {
      assert.equal(reply.status, 400, reply.text);
      assert.equal(at(reply.json, "error.param"), param, reply.text);
    }
  });
}
