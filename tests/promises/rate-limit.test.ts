import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { bufferedChat, type Caller } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [model("free", { price: { input: "0.00", output: "0.00" } })],
});
stage.upstream.script("hello", answer(["Hello"]));

test("an idle account may use its minute at once, then gets a true Retry-After", async () => {
  const { caller } = await stage.enter({ rpm: 60 });
  const burst = await statuses(caller, 60);
  assert.deepEqual(new Set(burst), new Set([200]), "sixty at once");
  // One call comes back every second; a slow machine may have given back some meanwhile.
  const refused = await untilRefused(caller, 60);
  assert.equal(refused.code, "rate_limit_exceeded");
  const seconds = Number(refused.headers["retry-after"]);
  assert.equal(seconds, 1);
  assert.equal(refused.headers["x-ratelimit-limit-requests"], "60");
  assert.equal(refused.headers["x-ratelimit-remaining-requests"], "0");
  await delay(seconds * 1_000);
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200, "who waits is admitted");
});

test("a refused call uses nothing up, neither rate nor money", async () => {
  const { accountId, caller } = await stage.enter({ rpm: 20, balance: "1.00" });
  await statuses(caller, 20);
  const { posted } = await stage.operator.balance(accountId);
  const refused = await untilRefused(caller, 20);
  const askedAt = Date.now();
  for (let call = 0; call < 30; call += 1) {
    const reply = await bufferedChat(caller, ask("hello"));
    if (Date.now() - askedAt < 1_000) assert.equal(reply.status, 429);
  }
  const seconds = Number(refused.headers["retry-after"]);
  assert(seconds >= 1 && seconds <= 3, `at 20 a minute one comes every 3 s, not ${seconds}`);
  await delay(Math.max(0, seconds * 1_000 - (Date.now() - askedAt)));
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
  const spent = posted - (await stage.operator.balance(accountId)).posted;
  assert(spent <= dollars("0.00012"), "only admitted calls were charged");
});

test("the limit is the account's: keys and models share it, other accounts don't", async () => {
  const { caller, projectId } = await stage.enter({ rpm: 10 });
  const neighbour = await stage.enter({ rpm: 10 });
  const key = await stage.operator.createKey(projectId);
  const sibling: Caller = { url: caller.url, secret: String(at(key.json, "secret")) };
  await statuses(caller, 10);
  const other = await bufferedChat(sibling, { ...ask("hello"), model: "free" });
  assert.equal(other.status, 429, other.text);
  assert.equal((await bufferedChat(neighbour.caller, ask("hello"))).status, 200);
});

test("a rate limit is 429 with its own code, and an empty balance stays 402", async () => {
  const { caller } = await stage.enter({ rpm: 2, balance: "0" });
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 402);
  assert.equal((await bufferedChat(caller, ask("hello", { max_tokens: 5 }))).status, 402);
});

test("calls at once above the account's limit: 429 with Retry-After 1", async () => {
  const { accountId, caller } = await stage.enter({ concurrency: 2 });
  stage.upstream.script("slow", { stallMs: 1_000, ...answer(["Hello"]) });
  const replies = await Promise.all([1, 2, 3].map(() => bufferedChat(caller, ask("slow"))));
  const refused = replies.filter((reply) => reply.status === 429);
  assert.equal(refused.length, 1);
  assert.equal(refused[0]?.code, "rate_limit_exceeded");
  assert.equal(refused[0]?.headers["retry-after"], "1");
  assert.equal(replies.filter((reply) => reply.status === 200).length, 2);
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200, "slots come back");
  assert.equal((await stage.operator.balance(accountId)).held, 0n);
});

test("a changed limit counts from the next call on", async () => {
  const { accountId, caller } = await stage.enter({ rpm: 1_000 });
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
  const patch = await stage.operator.call(`/accounts/${accountId}`, { rpm: 1 }, "PATCH");
  assert.equal(patch.status, 200, patch.text);
  const after = await statuses(caller, 3);
  assert(after.includes(429), String(after));
});

async function statuses(caller: Caller, count: number): Promise<readonly number[]> {
  const replies = await Promise.all(
    Array.from({ length: count }, () => bufferedChat(caller, ask("hello", { max_tokens: 5 }))),
  );
  return replies.map((reply) => reply.status);
}

async function untilRefused(caller: Caller, most: number) {
  for (let call = 0; call < most; call += 1) {
    const reply = await bufferedChat(caller, ask("hello"));
    if (reply.status === 429) return reply;
    assert.equal(reply.status, 200, reply.text);
  }
  return assert.fail("the limit was never reached");
}
