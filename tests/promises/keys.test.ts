import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, type Caller } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [model("other", { aliases: ["another"], price: { input: "0.00", output: "1.00" } })],
});
stage.upstream.script("hello", answer(["Hello"]));

test("a key without the model in its list: 401 model_not_available", async () => {
  const { caller } = await stage.enter({ key: { models: ["other"] } });
  const reply = await bufferedChat(caller, ask("hello"));
  assertRefused(reply, "model_not_available");
  assert.match(textAt(reply.json, "error.message"), /other/, "the message names the list");
  assert.equal((await bufferedChat(caller, { ...ask("hello"), model: "other" })).status, 200);
  const alias = await bufferedChat(caller, { ...ask("hello"), model: "another" });
  assert.equal(alias.status, 200, "an alias is the same model");
});

test("a key without a list may use every model", async () => {
  const { caller } = await stage.enter();
  for (const name of ["words", "other"]) {
    assert.equal((await bufferedChat(caller, { ...ask("hello"), model: name })).status, 200);
  }
});

test("a changed list of models counts from the next call on", async () => {
  const { caller, keyId } = await stage.enter();
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
  await patchKey(keyId, { models: ["other"] });
  assertRefused(await bufferedChat(caller, ask("hello")), "model_not_available");
  await patchKey(keyId, { models: ["other", "words"] });
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
});

test("a revoked key is 401 on the very next call", async () => {
  const { caller, keyId } = await stage.enter();
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
  const gone = await stage.operator.call(`/keys/${keyId}`, undefined, "DELETE");
  assert([200, 204].includes(gone.status), gone.text);
  assertRefused(await bufferedChat(caller, ask("hello")), "invalid_api_key");
});

test("a disabled key is 401 on the very next call, and works again when enabled", async () => {
  const { caller, keyId } = await stage.enter();
  await patchKey(keyId, { disabled: true });
  assertRefused(await bufferedChat(caller, ask("hello")), "invalid_api_key");
  await patchKey(keyId, { disabled: false });
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
});

test("after a rotation only the new secret works", async () => {
  const { caller, keyId } = await stage.enter();
  const rotated = await stage.operator.call(`/keys/${keyId}/rotate`, {}, "POST");
  assert([200, 201].includes(rotated.status), rotated.text);
  assertRefused(await bufferedChat(caller, ask("hello")), "invalid_api_key");
  const renewed: Caller = { url: caller.url, secret: textAt(rotated.json, "secret") };
  assert.equal((await bufferedChat(renewed, ask("hello"))).status, 200);
});

test("an expired key is 401", async () => {
  const { projectId, caller } = await stage.enter();
  const past = new Date(Date.now() - 60_000).toISOString();
  const future = new Date(Date.now() + 3_600_000).toISOString();
  const expired = await stage.operator.createKey(projectId, { expires_at: past });
  if (expired.status === 201) {
    const late: Caller = { url: caller.url, secret: textAt(expired.json, "secret") };
    assertRefused(await bufferedChat(late, ask("hello")), "invalid_api_key");
  } else {
    assert.equal(expired.status, 400, expired.text);
  }
  const valid = await stage.operator.createKey(projectId, { expires_at: future });
  const early: Caller = { url: caller.url, secret: textAt(valid.json, "secret") };
  assert.equal((await bufferedChat(early, ask("hello"))).status, 200);
});

test("a secret is shown once, and never again", async () => {
  const { projectId } = await stage.enter();
  const made = await stage.operator.createKey(projectId);
  const secret = textAt(made.json, "secret");
  assert.match(secret, /^sk-/);
  const read = await stage.operator.call(`/keys/${textAt(made.json, "id")}`);
  assert(!read.text.includes(secret), "reading a key does not tell its secret");
});

test("the caller's own books: models of the key, key, balance", async () => {
  const { caller, keyId } = await stage.enter({ balance: "1.25", key: { models: ["other"] } });
  const read = (path: string) => send({ url: `${caller.url}/v1/${path}`, token: caller.secret });
  const own = listAt((await read("models")).json, "data");
  assert.deepEqual(
    own.map((entry) => at(entry, "id")),
    ["other"],
  );
  const all = listAt((await read("models?all=true")).json, "data").map((entry) => at(entry, "id"));
  assert(all.includes("words") && all.includes("other"), String(all));
  const [other] = own;
  assert.equal(at(other, "object"), "model");
  assert.equal(Number(at(other, "pricing.completion")), 0.000001);
  assert.equal(at(other, "context_length"), 128_000);
  assert.equal(at((await read("models/other")).json, "id"), "other");
  assert.equal(at((await read("key")).json, "id"), keyId);
  const balance = await read("balance");
  assert.equal(dollars(at(balance.json, "available")), dollars("1.25"), balance.text);
});

test("a top-up with the same reference is one top-up, and another amount is 409", async () => {
  const { accountId } = await stage.enter({ balance: "0" });
  const first = await stage.operator.topUp(accountId, "2.00", "invoice-1");
  const again = await stage.operator.topUp(accountId, "2.00", "invoice-1");
  assert.equal(first.status, 201, first.text);
  assert([200, 201].includes(again.status), again.text);
  assert.equal(at(again.json, "id"), at(first.json, "id"));
  const other = await stage.operator.topUp(accountId, "3.00", "invoice-1");
  assert.equal(other.status, 409, other.text);
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("2.00"));
});

test("an adjustment above what is available needs leave to be owed", async () => {
  const { accountId } = await stage.enter({ balance: "1.00" });
  const adjust = (terms: Readonly<Record<string, unknown>>) =>
    stage.operator.call(`/accounts/${accountId}/adjustments`, { reason: "a refund", ...terms });
  assert.equal((await adjust({ amount: "0.50", reference: "a" })).status, 201);
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("1.50"));
  const refused = await adjust({ amount: "-2.00", reference: "b" });
  assert.equal(refused.status, 402, refused.text);
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("1.50"));
  const owed = await adjust({ amount: "-2.00", reference: "c", allow_owed: true });
  assert.equal(owed.status, 201, owed.text);
  assert.equal((await stage.operator.balance(accountId)).posted, 0n);
  await stage.operator.topUp(accountId, "0.75", "later");
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("0.25"));
  await stage.operator.cleanAudit();
});

function assertRefused(reply: Reply, code: string): void {
  assert.equal(reply.status, 401, reply.text);
  assert.equal(reply.code, code);
  assert.equal(reply.headers["x-should-retry"], "false");
}

async function patchKey(keyId: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await stage.operator.call(`/keys/${keyId}`, change, "PATCH");
  assert.equal(reply.status, 200, reply.text);
}
