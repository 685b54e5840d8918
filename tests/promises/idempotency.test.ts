import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bufferedChat, type Caller, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { output_kept_for: "3s", attempts_max: 1 } });

function keyed(key: string) {
  return { headers: { "idempotency-key": key }, agent: false } as const;
}

test("a key 100 times in parallel: one upstream call, one charge, 100 equal answers", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const steps = words(40).flatMap((text) => [{ text }, { waitMs: 5 }]);
  stage.upstream.script("same", { steps: [...steps, { finish: "stop" }, { done: true }] });
  const texts = await Promise.all(
    Array.from({ length: 100 }, (_, index) => callEitherWay(caller, index % 2 === 0)),
  );
  assert.deepEqual(new Set(texts), new Set([words(40).join("")]));
  assert.equal(stage.upstream.calls("same").length, 1);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(40, 60n));
});

async function callEitherWay(caller: Caller, streamed: boolean): Promise<string> {
  if (!streamed) {
    const reply = await bufferedChat(caller, ask("same"), keyed("k-100"));
    assert.equal(reply.status, 200, reply.text);
    return textAt(reply.json, "choices.0.message.content");
  }
  const stream = await streamChat(caller, ask("same"), keyed("k-100"));
  assert.equal(await stream.end(), "whole");
  assert.ok(stream.sawDone());
  return stream.text();
}

test("the same key after the end tells the first answer again, and charges nothing", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("again", answer(words(10)));
  const first = await bufferedChat(caller, ask("again"), keyed("k-again"));
  const second = await bufferedChat(caller, ask("again"), keyed("k-again"));
  assert.equal(second.text, first.text);
  assert.equal(stage.upstream.calls("again").length, 1);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(10, 60n));
});

test("the same key with another body is 422, and another account's key is its own", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  const other = await stage.enter({ balance: "1.00" });
  stage.upstream.script("body", answer(words(3)));
  await bufferedChat(caller, ask("body"), keyed("k-body"));
  const changed = await bufferedChat(caller, ask("body", { temperature: 1 }), keyed("k-body"));
  assert.equal(changed.status, 422);
  assert.equal(changed.code, "idempotency_key_reused");
  const header = { ...keyed("k-body").headers, "x-farebox-max-cost": "0.5" };
  const capped = await bufferedChat(caller, ask("body"), { headers: header });
  assert.equal(capped.status, 422, "a Farebox header is part of the request");
  const foreign = await bufferedChat(
    other.caller,
    ask("body", { temperature: 1 }),
    keyed("k-body"),
  );
  assert.equal(foreign.status, 200);
});

test("another project's key doesn't read the answer, though it knows key and body", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("secret", answer(words(3)));
  const first = await bufferedChat(caller, ask("secret"), keyed("k-secret"));
  assert.equal(first.status, 200, first.text);
  const terms = { account_id: accountId, name: "another" };
  const projectId = textAt((await stage.operator.call("/projects", terms)).json, "id");
  const foreign = await stage.operator.createKey(projectId);
  const secret = textAt(foreign.json, "secret");
  const reply = await bufferedChat({ ...caller, secret }, ask("secret"), keyed("k-secret"));
  assert.equal(reply.status, 422, reply.text);
  assert.equal(stage.upstream.calls("secret").length, 1);
});

test("a call that takes the account's only place is joined all the same", async () => {
  const { caller } = await stage.enter({ balance: "1.00", concurrency: 1 });
  stage.upstream.script("only", answerUntil("go-only", words(5)));
  const first = await streamChat(caller, ask("only"), keyed("k-only"));
  await first.chunks(5);
  const second = await streamChat(caller, ask("only"), keyed("k-only"));
  assert.equal(second.status, 200, JSON.stringify(second.body));
  const other = await bufferedChat(caller, ask("only"), keyed("k-only-other"));
  assert.equal(other.code, "rate_limit_exceeded", other.text);
  stage.upstream.release("go-only");
  assert.deepEqual([await first.end(), await second.end()], ["whole", "whole"]);
  assert.equal(second.text(), words(5).join(""));
});

test("refusals are not remembered: the key is free for the next try", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("flaky", { status: 500, body: {} }, answer(words(3)));
  const refused = await bufferedChat(caller, ask("flaky"), keyed("k-flaky"));
  assert.equal(refused.status, 500);
  const served = await bufferedChat(caller, ask("flaky"), keyed("k-flaky"));
  assert.equal(served.status, 200, served.text);
  const poor = await stage.enter({ balance: "0" });
  const empty = await bufferedChat(poor.caller, ask("flaky"), keyed("k-poor"));
  assert.equal(empty.status, 402);
  await stage.operator.topUp(poor.accountId, "1.00", "later");
  const paid = await bufferedChat(poor.caller, ask("flaky"), keyed("k-poor"));
  assert.equal(paid.status, 200, paid.text);
});

test("an output kept no longer is 410 with its bill, never a second run", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("expires", answer(words(10)));
  await bufferedChat(caller, ask("expires"), keyed("k-expires"));
  await new Promise((resolve) => setTimeout(resolve, 3_200));
  const late = await bufferedChat(caller, ask("expires"), keyed("k-expires"));
  assert.equal(late.status, 410);
  assert.equal(late.code, "output_expired");
  assert.equal(at(late.json, "error.metadata.cost"), "0.0006");
  assert.equal(stage.upstream.calls("expires").length, 1);
});

test("one of two who joined a call may leave: the other still gets all of it", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("shared", answerUntil("go-shared", words(5)));
  const first = await streamChat(caller, ask("shared"), keyed("k-shared"));
  await first.chunks(5);
  const second = await streamChat(caller, ask("shared"), keyed("k-shared"));
  await second.chunks(5);
  first.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
  stage.upstream.release("go-shared");
  assert.equal(await second.end(), "whole");
  assert.equal(second.text(), words(5).join(""));
  assert.ok(second.sawDone());
});

test("a crash in between: the key tells what was recovered, and nothing runs twice", async () => {
  const crashing = await openStage();
  after(() => crashing.gateway.close());
  const { accountId, caller } = await crashing.enter({ balance: "1.00" });
  crashing.upstream.script("crash", answerUntil("never-crash", words(100)));
  const stream = await streamChat(caller, ask("crash"), keyed("k-crash"));
  await stream.chunks(100);
  await crashing.gateway.kill9();
  await crashing.gateway.restart();
  const reborn = { ...caller, url: crashing.gateway.url() };
  const again = await bufferedChat(reborn, ask("crash"), keyed("k-crash"));
  assert.equal(again.status, 410, again.text);
  assert.equal(at(again.json, "error.metadata.status"), "recovered");
  assert.equal(again.headers["x-should-retry"], "false");
  assert.equal(crashing.upstream.calls("crash").length, 1);
  const record = await readRecord(reborn, stream.id());
  assert.equal(at(record.json, "status"), "recovered");
  const { posted } = await crashing.operator.balance(accountId);
  const charged = dollars("1.00") - posted;
  assert.ok(charged <= costOf(100, 60n) && charged >= costOf(100 - 17, 60n), String(charged));
  const fresh = await streamChat(reborn, ask("crash"), keyed("k-crash-2"));
  await fresh.chunks(1);
  fresh.destroy();
  await until(() => crashing.upstream.calls("crash").length === 2, "the new key's own call", 5_000);
});
