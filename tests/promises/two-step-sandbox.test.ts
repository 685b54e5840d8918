import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Picodollars } from "../../src/core/money/picodollars.ts";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { bufferedChat, type Caller, cancelChat, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { pictureMessage, plainPicture } from "../doubles/sandbox-caller.ts";
import { model, openStage } from "../doubles/stage.ts";

const sandbox = await openSandbox({
  port: 0,
  tokensPerSecond: 400,
  firstTokenMs: { min: 0, max: 5 },
});
after(() => sandbox.close());
const routed = (id: string) => ({ routes: [{ provider: "box", model: id }] });
const stage = await openStage({
  gateway: { hold_slice_tokens: 16 },
  models: [
    model("eye", {
      ...routed("gpt-4o"),
      vision: "openai-tiles-85-170",
      price: { input: "2.00", output: "20.00" },
    }),
    model("pen", { ...routed("gpt-4o-mini"), price: { input: "1.00", output: "60.00" } }),
  ],
  providers: () => ({
    box: { kind: "openai", base_url: `${sandbox.url}/v1`, api_key: "none" },
  }),
});
const picture = await plainPicture(640, 480, "#3a7");
const body = {
  model: "two-step/eye+pen",
  messages: [pictureMessage("What is it, and what would you do with it?", [picture])],
  max_tokens: 60,
  two_step: { summary_tokens: 40 },
};

/** What the sandbox itself made for a call, oldest first. */
async function metered(id: string): Promise<readonly unknown[]> {
  for (let turn = 0; turn < 200; turn += 1) {
    const meter: unknown = await (await fetch(`${sandbox.url}/meter`)).json();
    const calls = listAt(meter, "calls").filter((one) => at(one, "id") === id);
    if (calls.every((one) => at(one, "ended") !== "running")) return calls;
    await delay(10);
  }
  return assert.fail(`call ${id} goes on in the sandbox`);
}

/** Waits until the sandbox makes an answer of this model. */
async function beginning(name: string): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    const meter: unknown = await (await fetch(`${sandbox.url}/meter`)).json();
    const running = listAt(meter, "calls").filter((one) => at(one, "ended") === "running");
    if (running.some((one) => at(one, "model") === name)) return;
    await delay(10);
  }
  assert.fail(`no call of ${name} runs`);
}

/** Each step's cost by the sandbox's own count, at prices that the test knows. */
function costByMeter(calls: readonly unknown[]): readonly Picodollars[] {
  return calls.map((one) => {
    const [prompt, output] = at(one, "model") === "gpt-4o" ? [2n, 20n] : [1n, 60n];
    const written = costOf(numberAt(one, "completion_tokens"), output);
    return sum([costOf(numberAt(one, "prompt_tokens"), prompt), written]);
  });
}

test("a whole call costs exactly what the sandbox made in both steps", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.00" });
  for (const stream of [true, false]) {
    const before = (await stage.operator.balance(accountId)).posted;
    const id = stream ? await readStream(caller) : await readWhole(caller);
    const costs = costByMeter(await metered(id));
    assert.equal(costs.length, 2);
    const record = (await stage.operator.call(`/calls/${id}`)).json;
    assert.deepEqual(
      listAt(record, "steps").map((step) => dollars(at(step, "cost"))),
      costs,
    );
    assert.equal(at(record, "usage_source"), "reported");
    const { posted, held } = await stage.operator.balance(accountId);
    assert.deepEqual([before - posted, held], [sum(costs), 0n]);
  }
});

test("cancelled in step one, the sandbox is never asked for the second", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.00" });
  const headers = { "x-client-request-id": "early" };
  // A second and a half of a description: long enough to be met in its middle on a busy machine.
  const asked = pictureMessage("What is it?\n!sandbox pace=20 tokens=30", [picture]);
  const slow = { ...body, messages: [asked], stream: false };
  const pending = bufferedChat(caller, slow, { headers });
  await beginning("gpt-4o");
  const cancelled = await cancelChat(caller, "early");
  await pending;
  const made = await metered(textAt(cancelled.json, "id"));
  assert.deepEqual(
    made.map((one) => [at(one, "model"), at(one, "ended")]),
    [["gpt-4o", "aborted"]],
  );
  const cost = dollars(at(cancelled.json, "cost"));
  const [most] = costByMeter(made);
  assert(most !== undefined && cost <= most, `${cost} of what the sandbox made: ${most}`);
  assert.equal(dollars("5.00") - (await stage.operator.balance(accountId)).posted, cost);
});

test("forty at once, stopped and left at any moment, cost what their records say", async () => {
  const balance = "0.30";
  const { accountId, caller } = await stage.enter({ balance });
  await Promise.all(Array.from({ length: 40 }, (_, index) => play(caller, index)));
  for (let turn = 0; (await stage.operator.openHolds(accountId)).length > 0; turn += 1) {
    assert(turn < 300, "every hold is resolved");
    await delay(10);
  }
  const { json } = await stage.operator.call(`/calls?account_id=${accountId}&limit=1000`);
  const records = listAt(json, "data");
  for (const record of records) await checkRecord(record);
  const charged = sum(records.map((record) => dollars(at(record, "cost"))));
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars(balance) - posted, charged);
  const ends = new Set(records.map((record) => at(record, "status")));
  assert(ends.has("completed") && ends.has("cancelled"), [...ends].join(", "));
  await stage.operator.cleanAudit();
});

async function checkRecord(record: unknown): Promise<void> {
  const steps = listAt(record, "steps");
  const costs = costByMeter(await metered(textAt(record, "id")));
  assert(steps.length <= 2 && steps.length <= costs.length, "no step that nobody made");
  const told = steps.map((step) => dollars(at(step, "cost")));
  assert.equal(sum(told), dollars(at(record, "cost")));
  for (const [index, cost] of told.entries()) assert(cost <= (costs[index] ?? 0n));
  if (steps.length === 2) assert.equal(told[0], costs[0], "the first was made and paid whole");
  if (at(record, "status") === "completed") assert.deepEqual(told, costs);
}

/** A whole call, one that is cancelled, or one whose client leaves; by turns, at any moment. */
async function play(caller: Caller, index: number): Promise<void> {
  const headers = { "x-client-request-id": `play-${index}` };
  const pauseMs = (index * 37) % 400;
  if (index % 4 === 0) await bufferedChat(caller, body, { headers });
  else if (index % 4 === 1) await streamToEnd(caller, headers);
  else if (index % 4 === 2) {
    const pending = bufferedChat(caller, body, { headers });
    await delay(pauseMs);
    await cancelChat(caller, `play-${index}`);
    await pending;
  } else {
    const left = AbortSignal.timeout(pauseMs + 20);
    await fetch(`${caller.url}/v1/chat/completions`, {
      method: "POST",
      headers: { ...headers, authorization: `Bearer ${caller.secret}` },
      body: JSON.stringify({ ...body, stream: true }),
      signal: left,
    })
      .then((response) => response.text())
      .catch(() => null);
  }
}

async function streamToEnd(caller: Caller, headers: Readonly<Record<string, string>>) {
  const stream = await streamChat(caller, body, { headers, agent: false });
  if (stream.status === 200) await stream.end();
}

async function readStream(caller: Caller): Promise<string> {
  const stream = await streamChat(caller, body);
  assert.equal(await stream.end(), "whole");
  assert.equal(stream.sawDone(), true);
  return stream.id();
}

async function readWhole(caller: Caller): Promise<string> {
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 200, reply.text);
  return textAt(reply.json, "id");
}
