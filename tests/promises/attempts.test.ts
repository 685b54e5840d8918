import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { model, openStage } from "../doubles/stage.ts";
import { answer, failure, words } from "../doubles/upstream-script.ts";

const price = { input: "0.00", output: "60.00" };
const names = [
  "twice-500",
  "busy-once",
  "always-500",
  "always-busy",
  "forbidden",
  "rejected",
  "cut-head",
] as const;
const stage = await openStage({
  providers: () => ({
    nowhere: { kind: "openai", base_url: "http://127.0.0.1:9/v1", api_key: "none" },
  }),
  models: [
    ...names.map((name) => model(name, { price })),
    model("with-second-route", {
      price,
      routes: [
        { provider: "local", model: "first-route" },
        { provider: "local", model: "second-route" },
      ],
    }),
    model("unreachable-first", {
      price,
      routes: [
        { provider: "nowhere", model: "any" },
        { provider: "local", model: "reachable" },
      ],
    }),
  ],
});

for (const stream of [true, false]) {
  test(`500 twice, then 200: one charge, three attempts (stream: ${stream})`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const fails = failure(500, "out of order");
    stage.upstream.script("twice-500", fails, fails, answer(words(10)));
    const headers = { "x-client-request-id": "thrice" };
    const done = stream
      ? await streamChat(caller, body("twice-500"), { headers })
      : await bufferedChat(caller, body("twice-500"), { headers });
    if ("end" in done) await done.end();
    assert.equal(done.status, 200);
    assert.equal(done.headers["x-farebox-attempts"], "3");
    const record = await readRecord(caller, "thrice");
    const attempts = listAt(record.json, "attempts");
    assert.deepEqual(
      attempts.map((attempt) => at(attempt, "status")),
      [500, 500, 200],
    );
    const { posted, held } = await stage.operator.balance(accountId);
    assert.deepEqual([posted, held], [dollars("1.00") - costOf(10, 60n), 0n]);
    assert.equal(await chargesOf(accountId), 1);
  });
}

test("a provider's 429 with Retry-After is waited out, then tried again", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script(
    "busy-once",
    failure(429, "slow down", { "retry-after": "1" }),
    answer(words(3)),
  );
  const reply = await bufferedChat(caller, body("busy-once"));
  assert.equal(reply.status, 200, reply.text);
  const [first, second] = stage.upstream.calls("busy-once");
  const waited = (second?.arrivedAt ?? 0) - (first?.arrivedAt ?? 0);
  assert(waited >= 990 && waited < 3_000, `waited ${waited} ms`);
});

for (const stream of [true, false]) {
  test(`all attempts failed: 500, no retry, the hold given back (stream: ${stream})`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const before = stage.upstream.calls("always-500").length;
    stage.upstream.script("always-500", failure(502, "out of order"));
    const headers = { "x-client-request-id": "failed" };
    const reply = await bufferedChat(caller, { ...body("always-500"), stream }, { headers });
    assert.equal(reply.status, 500, reply.text);
    assert.equal(reply.code, "upstream_error");
    assert.equal(reply.headers["x-should-retry"], "false");
    assert.equal(stage.upstream.calls("always-500").length - before, 3);
    const { posted, held } = await stage.operator.balance(accountId);
    assert.deepEqual([posted, held], [dollars("1.00"), 0n]);
    const record = await readRecord(caller, "failed");
    assert.equal(at(record.json, "status"), "failed", record.text);
    assert.equal(listAt(record.json, "attempts").length, 3);
    assert.equal(dollars(at(record.json, "cost")), 0n);
  });
}

test("a provider that stays busy: 503 with its Retry-After", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("always-busy", failure(429, "slow down", { "retry-after": "1" }));
  const reply = await bufferedChat(caller, body("always-busy"));
  assert.equal(reply.status, 503, reply.text);
  assert.equal(reply.code, "upstream_unavailable");
  assert.equal(reply.headers["retry-after"], "1");
  assert.equal((await stage.operator.balance(accountId)).available, dollars("1.00"));
});

for (const status of [401, 403]) {
  test(`the provider refuses the operator's key with ${status}: 503, tried once`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const before = stage.upstream.calls("forbidden").length;
    stage.upstream.script("forbidden", failure(status, "bad key sk-secret"));
    const reply = await bufferedChat(caller, body("forbidden"));
    assert.equal(reply.status, 503, reply.text);
    assert.equal(reply.code, "upstream_unavailable");
    assert.equal(stage.upstream.calls("forbidden").length - before, 1);
    assert.equal((await stage.operator.balance(accountId)).available, dollars("1.00"));
  });
}

for (const status of [400, 404, 413, 422]) {
  test(`the provider's own ${status} is passed on as 400 upstream_rejected`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const before = stage.upstream.calls("rejected").length;
    stage.upstream.script("rejected", failure(status, "temperature is out of range"));
    const reply = await bufferedChat(caller, body("rejected"));
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "upstream_rejected");
    assert.match(textAt(reply.json, "error.message"), /temperature is out of range/);
    assert.equal(reply.headers["x-should-retry"], "false");
    assert.equal(stage.upstream.calls("rejected").length - before, 1, "it is not repeated");
    const { posted, held } = await stage.operator.balance(accountId);
    assert.deepEqual([posted, held], [dollars("1.00"), 0n]);
  });
}

test("a connection that dies before the first event is tried again", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const dies = { steps: [{ waitMs: 20 }, { destroy: true as const }] };
  stage.upstream.script("cut-head", dies, answer(words(4)));
  const reply = await bufferedChat(caller, body("cut-head"));
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.headers["x-farebox-attempts"], "2");
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("1.00") - costOf(4, 60n));
});

test("when a route is exhausted the next one serves, at one charge", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("first-route", failure(500, "out of order"));
  stage.upstream.script("second-route", answer(words(6)));
  const reply = await bufferedChat(caller, body("with-second-route"));
  assert.equal(reply.status, 200, reply.text);
  const record = await readRecord(caller, textAt(reply.json, "id"));
  const served = listAt(record.json, "attempts").at(-1);
  assert.equal(at(served, "status"), 200);
  assert.equal(at(served, "model"), "second-route");
  assert.equal(await chargesOf(accountId), 1);
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("1.00") - costOf(6, 60n));
});

test("a route that can't be reached gives way to the next", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("reachable", answer(words(2)));
  const reply = await bufferedChat(caller, body("unreachable-first"));
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "choices.0.message.content"), words(2).join(""));
});

/** No marker in the prompt: the upstream plays the script of the model it is asked for. */
function body(modelId: string) {
  return { model: modelId, messages: [{ role: "user", content: "Hello" }] };
}

async function chargesOf(accountId: string): Promise<number> {
  const entries = await stage.operator.entries(accountId);
  return entries.filter((entry) => at(entry, "kind") === "hold_settled").length;
}
