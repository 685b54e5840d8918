import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { mill, type Picodollars } from "../../src/core/money/picodollars.ts";
import {
  bufferedChat,
  type Caller,
  type ChatStream,
  cancelChat,
  readRecord,
  resumeChat,
  streamChat,
} from "../doubles/chat-client.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { operate } from "../doubles/operator.ts";
import { pictureMessage, plainPicture } from "../doubles/sandbox-caller.ts";
import { openScriptedUpstream, until } from "../doubles/scripted-upstream.ts";
import { model, stageConfig } from "../doubles/stage.ts";
import {
  answer,
  answerUntil,
  failure,
  type Script,
  tokensOf,
  words,
} from "../doubles/upstream-script.ts";

const upstream = await openScriptedUpstream();
after(() => upstream.close());
// Free prompts: what a step costs is what its upstream wrote.
const eye = model("eye", { vision: "tiles-258", price: { input: "0.00", output: "20.00" } });
const pen = model("pen", { price: { input: "0.00", output: "60.00" } });
const dear = model("dear-pen", { price: { input: "1.00", output: "60.00" } });
const gateway = await startGateway({
  config: stageConfig(upstream.url, {
    models: [eye, pen, dear, model("unpriced"), model("eye-2", { vision: "tiles-258" })],
    gateway: { hold_slice_tokens: 20, attempts_max: 2 },
  }),
});
after(() => gateway.close());
const operator = operate(gateway);

const name = "two-step/eye+pen";
const picture = await plainPicture(640, 480, "#3a7");
const seen = words(30).join("");

async function enter(balance = "1.00", key: Readonly<Record<string, unknown>> = {}) {
  const customer = await operator.customer({ balance, key });
  return { ...customer, caller: operator.caller(customer) };
}

/** A question with pictures, to both models, and what each will do. */
function stageCall(
  describing: Script,
  writing: Script,
  more: Readonly<Record<string, unknown>> = {},
) {
  upstream.script("eye", describing);
  upstream.script("pen", writing);
  return {
    model: name,
    messages: [pictureMessage("What is it worth?", [picture])],
    max_tokens: 400,
    ...more,
  };
}

function newest(script: string) {
  const call = upstream.calls(script).at(-1);
  assert(call !== undefined, `${script} was asked`);
  return call;
}

async function spent(accountId: string, balance: string): Promise<Picodollars> {
  const { posted, held } = await operator.balance(accountId);
  assert.equal(held, 0n, "the hold is resolved");
  await operator.cleanAudit();
  return (dollars(balance) - posted) as Picodollars;
}

/** What both models wrote, at their prices. */
function costOfBoth(described: number, written: number): Picodollars {
  return sum([costOf(described, 20n), costOf(written, 60n)]);
}

function assertSteps(record: unknown, tokens: readonly number[]): void {
  const steps = listAt(record, "steps");
  assert.deepEqual(
    steps.map((step) => [at(step, "model"), at(step, "usage.completion_tokens")]),
    tokens.map((count, index) => [["eye", "pen"][index], count]),
  );
  const costs = steps.map((step) => dollars(at(step, "cost")));
  assert.equal(sum(costs), dollars(at(record, "cost")), "the steps add up to the charge");
  assert.equal(
    numberAt(record, "usage.completion_tokens"),
    tokens.reduce((total, count) => total + count, 0),
  );
}

for (const stream of [true, false]) {
  test(`two models answer as one: one call, one hold, both charged (${stream})`, async () => {
    const { accountId, caller } = await enter();
    const body = stageCall(answer(words(30)), answer(words(50)), { stream });
    const reply = stream ? await readStream(caller, body) : await readWhole(caller, body);
    assert.equal(reply.text, words(50).join(""), "only the second model's text is relayed");
    assert.equal(reply.headers["x-farebox-upstream"], "local");
    assert.equal(reply.headers["x-farebox-attempts"], "2");
    assert.equal(await spent(accountId, "1.00"), costOfBoth(30, 50));

    const record = await readRecord(caller, reply.id);
    assert.equal(at(record.json, "model"), name);
    assert.equal(at(record.json, "status"), "completed");
    assertSteps(record.json, [30, 50]);
    const version = textAt(record.json, "price_version");
    const versions = listAt(record.json, "steps").map((step) => textAt(step, "price_version"));
    assert.equal(version, versions.join("+"), "both prices are named");
    assert.equal(listAt(record.json, "attempts").length, 2);
    const entries = await operator.entries(accountId);
    const settled = entries.filter((entry) => at(entry, "kind") === "hold_settled");
    assert.equal(settled.length, 1, "one entry for the sum");
    const placed = entries.filter((entry) => at(entry, "kind") === "hold_placed");
    assert.equal(placed.length, 1, "one hold for both");
  });
}

test("the second model reads words where the pictures stood", async () => {
  const { caller } = await enter();
  const body = stageCall(answer(words(30)), answer(words(3)), {
    messages: [
      { role: "system", content: "Be brief." },
      pictureMessage("Compare.", [picture, picture]),
    ],
    temperature: 0.5,
    two_step: { summary_tokens: 77 },
  });
  assert.equal((await bufferedChat(caller, body)).status, 200);
  const described = newest("eye").body;
  assert.equal(numberAt(described, "max_tokens"), 77);
  assert.equal(at(described, "temperature"), undefined, "settings are for the answer");
  assert.equal(JSON.stringify(described).split("data:image/png").length - 1, 2);
  assert.match(JSON.stringify(described), /Compare\./);
  const written = JSON.stringify(newest("pen").body);
  assert.doesNotMatch(written, /data:image|two_step/);
  assert.match(written, /Be brief\./);
  assert.equal(written.split(seen).length - 1, 1, "the description stands once");
  assert.match(written, /Picture 2: described above/);
  assert.match(written, /"temperature":0.5/);
});

test("cut in step two by a tiny balance, the charge is what both models produced", async () => {
  // The first may take 40 tokens of $0.00002; what is left then buys 90 of $0.00006.
  const balance = "0.006";
  const { accountId, caller } = await enter(balance);
  const endless = { steps: [{ endless: { everyMs: 1, most: 20_000 } }] };
  const body = stageCall(answer(words(30)), endless, { two_step: { summary_tokens: 40 } });
  const stream = await streamChat(caller, body);
  await stream.end();
  assert.equal(at(stream.error(), "code"), "insufficient_balance");
  assert.equal(tokensOf(stream.text()), 90, "all that the first left, and nothing more");
  const charged = await spent(accountId, balance);
  assert.equal(charged, costOfBoth(30, 90));
  assert.equal(dollars(at(stream.error(), "metadata.cost")), charged);
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "status"), "cut");
  assertSteps(record.json, [30, 90]);
});

test("cancelled in step one, step two never starts, and the first is charged", async () => {
  const { accountId, caller } = await enter();
  const body = stageCall(answerUntil("never-described", words(12)), answer(words(5)));
  const before = upstream.calls("pen").length;
  const headers = { "x-client-request-id": "to-cancel" };
  const pending = bufferedChat(caller, body, { headers });
  await upstream.reached("never-described");
  await delay(100);
  const cancelled = await cancelChat(caller, "to-cancel");
  assert.equal(cancelled.status, 200, cancelled.text);
  assert.equal(dollars(at(cancelled.json, "cost")), costOf(12, 20n));
  assert.equal((await pending).status, 200);
  await until(() => newest("eye").closedAt !== null, "the first to be stopped", 1_000);
  assert.equal(upstream.calls("pen").length, before, "nobody asked the second");
  assert.equal(await spent(accountId, "1.00"), costOf(12, 20n));
  assertSteps((await readRecord(caller, "to-cancel")).json, [12]);
});

test("a client that leaves in step one pays for it, and the second is never asked", async () => {
  const { accountId, caller } = await enter();
  const body = stageCall(answerUntil("never-left", words(9)), answer(words(5)));
  const before = upstream.calls("pen").length;
  const gone = new AbortController();
  const pending = fetch(`${caller.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${caller.secret}`, "content-type": "application/json" },
    body: JSON.stringify({ ...body, stream: true }),
    signal: gone.signal,
  }).catch(() => null);
  await upstream.reached("never-left");
  await delay(100);
  gone.abort();
  await pending;
  await untilResolved(accountId);
  assert.equal(await spent(accountId, "1.00"), costOf(9, 20n));
  assert.equal(upstream.calls("pen").length, before);
});

test("a provider that fails in step one costs nothing, one that dies what it wrote", async () => {
  const { accountId, caller } = await enter();
  const before = upstream.calls("pen").length;
  const failed = await bufferedChat(caller, stageCall(failure(500, "no"), answer(words(5))));
  assert.equal(failed.status, 500, failed.text);
  assert.equal(failed.headers["x-farebox-attempts"], "2", "each step has its own attempts");
  assert.equal(await spent(accountId, "1.00"), 0n);

  const wrote = words(7).map((text) => ({ text }));
  const dying = { steps: [...wrote, { waitMs: 50 }, { destroy: true as const }] };
  const died = await bufferedChat(caller, stageCall(dying, answer(words(5))));
  assert.equal(died.status, 500, died.text);
  assert.equal(died.headers["x-should-retry"], "false", "it was charged");
  assert.equal(await spent(accountId, "1.00"), costOf(7, 20n));
  assert.equal(upstream.calls("pen").length, before);
});

test("where the second model fails, the first is charged and the bill says so", async () => {
  const { accountId, caller } = await enter();
  const reply = await bufferedChat(caller, stageCall(answer(words(11)), failure(500, "no")));
  assert.equal(reply.status, 500, reply.text);
  assert.equal(reply.headers["x-should-retry"], "false");
  assert.equal(dollars(at(reply.json, "error.metadata.cost")), costOf(11, 20n));
  assert.equal(await spent(accountId, "1.00"), costOf(11, 20n));
  const record = await readRecord(caller, textAt(reply.json, "error.metadata.id"));
  assert.equal(at(record.json, "status"), "failed");
  assertSteps(record.json, [11]);
});

test("a first model that writes nothing ends the call, with what would help", async () => {
  const { accountId, caller } = await enter();
  const before = upstream.calls("pen").length;
  const reply = await bufferedChat(caller, stageCall(answer([]), answer(words(5))));
  assert.equal(reply.status, 500, reply.text);
  assert.match(reply.text, /raise two_step\.summary_tokens/);
  assert.equal(await spent(accountId, "1.00"), 0n);
  assert.equal(upstream.calls("pen").length, before);
});

test("a description beyond its limit is handed on no longer than was held for", async () => {
  const { accountId, caller } = await enter();
  const body = stageCall(answer(words(200)), answer(words(3)), {
    two_step: { summary_tokens: 20 },
  });
  assert.equal((await bufferedChat(caller, body)).status, 200);
  const written = JSON.stringify(newest("pen").body);
  assert.match(written, new RegExp(words(40).join("")));
  assert.doesNotMatch(written, new RegExp(words(41).join("")), "twice the limit, and no more");
  assert.equal(await spent(accountId, "1.00"), costOfBoth(200, 3), "and yet what it wrote is due");
});

test("killed in step two, recovery charges both up to the last checkpoint", async () => {
  const { accountId, caller } = await enter();
  const body = stageCall(answer(words(30)), answerUntil("never-written", words(100)));
  const stream = await streamChat(caller, body, { agent: false });
  await stream.chunks(100);
  await gateway.kill9();
  await gateway.restart();
  const again = { url: gateway.url(), secret: caller.secret };
  const record = (await readRecord(again, stream.id())).json;
  assert.equal(at(record, "status"), "recovered");
  const charge = dollars(at(record, "cost"));
  const whole = costOfBoth(30, 100);
  assert(charge <= whole && whole - charge <= mill, `charged ${charge} of ${whole}`);
  const [first, second] = listAt(record, "steps");
  assert.equal(dollars(at(first, "cost")), costOf(30, 20n), "the first is charged whole");
  assert.equal(dollars(at(second, "cost")), charge - costOf(30, 20n));
  assert.equal(await spent(accountId, "1.00"), charge);
});

test("killed between the steps, what the first wrote is on disk", async () => {
  const { accountId, caller } = await enter();
  const body = stageCall(answer(words(30)), { stallMs: 30_000 });
  const before = upstream.calls("pen").length;
  const headers = { "x-client-request-id": "between" };
  const pending = streamChat(caller, body, { headers, agent: false }).catch(() => null);
  await until(() => upstream.calls("pen").length > before, "the second to be asked");
  await gateway.kill9();
  await pending;
  await gateway.restart();
  const again = { url: gateway.url(), secret: caller.secret };
  const record = (await readRecord(again, "between")).json;
  assert.equal(dollars(at(record, "cost")), costOf(30, 20n));
  assertSteps(record, [30]);
  assert.equal(await spent(accountId, "1.00"), costOf(30, 20n));
});

test("each model's part stands under its own name in reports, the call counts once", async () => {
  const { accountId, secret } = await enter();
  const caller = { url: gateway.url(), secret };
  const body = stageCall(answer(words(30)), answer(words(50)), { session_id: "an order" });
  await bufferedChat(caller, body);
  await bufferedChat(caller, body);
  const usage = await send({ url: `${caller.url}/v1/usage?group_by=model`, token: secret });
  assert.deepEqual(
    listAt(usage.json, "data").map((row) => [
      at(row, "group"),
      at(row, "calls"),
      at(row, "usage.completion_tokens"),
      dollars(at(row, "cost")),
    ]),
    [
      ["pen", 2, 100, costOf(100, 60n)],
      ["eye", 0, 60, costOf(60, 20n)],
    ],
  );
  assert.equal(at(usage.json, "total.calls"), 2);
  const session = await send({ url: `${caller.url}/v1/sessions/an%20order`, token: secret });
  assert.equal(dollars(at(session.json, "charged")), costOfBoth(60, 100));
  assert.equal(await spent(accountId, "1.00"), costOfBoth(60, 100));
});

test("without a picture the second model answers alone", async () => {
  const { secret } = await enter();
  const caller = { url: gateway.url(), secret };
  const before = upstream.calls("eye").length;
  const messages = [{ role: "user", content: "And without?" }];
  const reply = await bufferedChat(caller, stageCall(answer([]), answer(words(4)), { messages }));
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.headers["x-farebox-attempts"], "1");
  assert.equal(upstream.calls("eye").length, before);
  const record = await readRecord(caller, textAt(reply.json, "id"));
  assert.deepEqual(
    listAt(record.json, "steps").map((step) => at(step, "model")),
    ["pen"],
  );
});

test("the estimate is the call's own ceiling, step by step", async () => {
  const { secret } = await enter();
  const caller = { url: gateway.url(), secret };
  const body = {
    ...stageCall(answer(words(30)), answer(words(4))),
    model: "two-step/eye+dear-pen",
  };
  const told = await send({ url: `${caller.url}/v1/estimate`, token: secret, body });
  assert.equal(told.status, 200, told.text);
  assert.equal(at(told.json, "model"), "two-step/eye+dear-pen");
  const steps = listAt(told.json, "steps");
  const ceilings = steps.map((step) => dollars(at(step, "cost.total_max")));
  assert.equal(sum(ceilings), dollars(at(told.json, "cost.total_max")));
  assert.equal(ceilings[0], costOf(128, 20n));
  const bound = numberAt(steps[1], "prompt_tokens_max");
  assert.equal(ceilings[1], sum([costOf(bound, 1n), costOf(400, 60n)]));
  assert(bound > 256, "twice the description is held for");
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.headers["x-farebox-hold"], at(told.json, "hold"));
  const record = await readRecord(caller, textAt(reply.json, "id"));
  assert.equal(at(record.json, "hold.ceiling"), at(told.json, "cost.total_max"));
  assert.equal(at(record.json, "price_version"), at(told.json, "price_version"));
});

test("max_cost covers both steps, and bounds the second by what the first may leave", async () => {
  const { accountId, secret } = await enter();
  const caller = { url: gateway.url(), secret };
  const endless = { steps: [{ endless: { everyMs: 0, most: 20_000 } }] };
  // 128 tokens of $0.00002 may go to the first: $0.00144 are left, for 24 tokens of $0.00006.
  const body = stageCall(answer(words(30)), endless, { max_cost: "0.004" });
  const stream = await streamChat(caller, body);
  await stream.end();
  assert.equal(stream.headers["x-farebox-max-tokens"], "24");
  assert.equal(stream.finishReason(), "length");
  assert((await spent(accountId, "1.00")) <= dollars("0.004"));
  const low = await bufferedChat(caller, { ...body, max_cost: "0.002" });
  assert.equal(low.code, "max_cost_too_low", low.text);
});

test("an idempotency key, a resumed stream and a record know one call", async () => {
  const { accountId, secret } = await enter();
  const caller = { url: gateway.url(), secret };
  const body = stageCall(answer(words(30)), answer(words(20)));
  const headers = { "idempotency-key": "once" };
  const first = await streamChat(caller, body, { headers });
  await first.end();
  const again = await streamChat(caller, body, { headers });
  await again.end();
  assert.equal(again.id(), first.id());
  assert.equal(again.headers["x-farebox-upstream"], "local");
  assert.equal(again.headers["x-farebox-attempts"], "2");
  const resumed = await resumeChat(caller, first.id(), 5);
  await resumed.end();
  assert.equal(first.text().endsWith(resumed.text()), true);
  assert.equal(await spent(accountId, "1.00"), costOfBoth(30, 20));
});

test("both models must be the key's, or the pair itself", async () => {
  const body = stageCall(answer(words(3)), answer(words(3)));
  for (const [models, status] of [
    [["eye", "pen"], 200],
    [[name], 200],
    [["pen"], 401],
    [["eye"], 401],
    [["two-step/eye+dear-pen"], 401],
  ] as const) {
    const { secret } = await enter("1.00", { models });
    const caller = { url: gateway.url(), secret };
    const reply = await bufferedChat(caller, body);
    assert.equal(reply.status, status, `${models}: ${reply.text}`);
    if (status === 401) assert.equal(reply.code, "model_not_available");
    const list = await send({ url: `${caller.url}/v1/models`, token: secret });
    const shown = listAt(list.json, "data").map((one) => at(one, "id"));
    assert.deepEqual(shown, [...models]);
  }
});

test("a pair that can't be is refused with the reason, and nothing is asked or held", async () => {
  const { accountId, secret } = await enter();
  const caller = { url: gateway.url(), secret };
  const body = stageCall(answer(words(3)), answer(words(3)));
  const before = upstream.calls().length;
  for (const [model, code, reason] of [
    ["two-step/pen+eye", "invalid_request", /pen takes no pictures/],
    ["two-step/eye+penn", "model_not_found", /no model "penn" to take a step.*Did you mean/],
    ["two-step/eie+pen", "model_not_found", /no model "eie"/],
    ["two-step/eye", "model_not_found", /two-step\/<vision>\+<writer>/],
    ["two-step/eye+", "model_not_found", /two-step\/<vision>\+<writer>/],
    ["two-step/eye+unpriced", "model_not_priced", /unpriced/],
    ["two-step/eye-2+pen", "model_not_priced", /eye-2/],
    ["two-step/eye+two-step/eye+pen", "model_not_found", /names no two models/],
  ] as const) {
    const reply = await bufferedChat(caller, { ...body, model });
    assert.equal(reply.code, code, `${model}: ${reply.text}`);
    assert.match(textAt(reply.json, "error.message"), reason);
  }
  for (const [more, reason] of [
    [{ model: "pen", two_step: { summary_tokens: 9 }, messages: [] }, /messages/],
    [{ two_step: { summary_tokens: 0 } }, /summary_tokens/],
    [{ two_step: { summary_tokens: 9_000 } }, /summary_tokens/],
    [{ two_step: { summary: 9 } }, /two_step/],
    [{ two_step: {} }, /two_step/],
  ] as const) {
    const reply = await bufferedChat(caller, { ...body, ...more });
    assert.equal(reply.code, "invalid_request", reply.text);
    assert.match(reply.text, reason);
  }
  const text = { model: "pen", messages: [{ role: "user", content: "Hello" }] };
  const stray = await bufferedChat(caller, { ...text, two_step: { summary_tokens: 9 } });
  assert.match(textAt(stray.json, "error.message"), /pen answers in one step/);
  assert.equal(upstream.calls().length, before);
  assert.equal((await operator.balance(accountId)).available, dollars("1.00"));
});

async function readStream(caller: Caller, body: Readonly<Record<string, unknown>>) {
  const stream: ChatStream = await streamChat(caller, body);
  assert.equal(await stream.end(), "whole");
  assert.equal(stream.sawDone(), true);
  return { id: stream.id(), text: stream.text(), headers: stream.headers };
}

async function readWhole(caller: Caller, body: Readonly<Record<string, unknown>>) {
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 200, reply.text);
  const text = textAt(reply.json, "choices.0.message.content");
  return { id: textAt(reply.json, "id"), text, headers: reply.headers };
}

async function untilResolved(accountId: string): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if ((await operator.openHolds(accountId)).length === 0) return;
    await delay(10);
  }
  assert.fail("the hold stays open");
}
