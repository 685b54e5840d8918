import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { readRecord } from "../doubles/chat-client.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, failure, type Script, tokensOf, words } from "../doubles/upstream-script.ts";

// The official package with its automatic retries on, against an upstream that fails often.
const attemptsMax = 2;
const stage = await openStage({
  gateway: { attempts_max: attemptsMax },
  models: [model("unpriced")],
});

/** One HTTP answer that the package got for a call. */
interface Got {
  readonly status: number;
  readonly shouldRetry: string | null;
  readonly id: string | null;
}

interface Called {
  readonly name: string;
  readonly answers: readonly Got[];
  /** Null where the package threw. */
  readonly text: string | null;
}

/** Makes one call with the official package, and notes every HTTP answer that it took. */
async function callOnce(secret: string, name: string, terms: object): Promise<Called> {
  const answers: Got[] = [];
  const client = new OpenAI({
    apiKey: secret,
    baseURL: `${stage.gateway.url()}/v1`,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      answers.push({
        status: response.status,
        shouldRetry: response.headers.get("x-should-retry"),
        id: response.headers.get("x-request-id"),
      });
      return response;
    },
  });
  const text = await textOf(client, { ...ask(name), ...terms }).catch(() => null);
  return { name, answers, text };
}

async function textOf(client: OpenAI, body: object): Promise<string> {
  const asked = { model: "words", messages: [], ...body };
  if (!("stream" in body)) {
    const completion = await client.chat.completions.create(asked);
    return completion.choices[0]?.message.content ?? "";
  }
  let text = "";
  const stream = await client.chat.completions.create({ ...asked, stream: true });
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
}

/** Chance by a seed, so that a run can be had again. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const dying: Script = {
  steps: [...words(2).map((text) => ({ text })), { waitMs: 30 }, { destroy: true }],
};
const faults: readonly Script[] = [
  failure(500, "out of order"),
  failure(503, "overloaded"),
  failure(429, "slow down", { "retry-after": "0" }),
  { steps: [{ destroy: true }] },
  dying,
];

function scriptsBy(chance: () => number, count: number): readonly Script[] {
  return Array.from({ length: count }, () => {
    const fault = chance() < 0.3 ? faults[Math.floor(chance() * faults.length)] : undefined;
    return fault ?? answer(words(4));
  });
}

test("with 30 % faults no call is charged twice, and every no is obeyed", async () => {
  const { accountId, secret, caller } = await stage.enter({ balance: "10.00", concurrency: 5 });
  const chance = chanceOf(20_261_122);
  const calls: Called[] = [];
  const queue = Array.from({ length: 60 }, (_, index) => `fault-${index}`);
  for (const name of queue) stage.upstream.script(name, ...scriptsBy(chance, 8));
  const work = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const terms = Number(name.slice(6)) % 2 === 0 ? {} : { stream: true };
      calls.push(await callOnce(secret, name, terms));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));

  const charges = await Promise.all(calls.map((call) => chargesOf(caller, call)));
  for (const [index, call] of calls.entries()) {
    const told = JSON.stringify({ ...call, charges: charges[index]?.map(String) });
    const charged = charges[index]?.filter((cost) => cost > 0n) ?? [];
    assert(charged.length <= 1, `charged more than once: ${told}`);
    if (call.text !== null) assert.equal(call.text, words(4).join(""), told);
    assertObeyed(call, told);
    const placed = call.answers.filter(({ id }) => id !== null).length;
    assert(stage.upstream.calls(call.name).length <= placed * attemptsMax, told);
  }
  assert(
    calls.some(({ answers }) => answers.length > 1),
    "the package did repeat calls",
  );
  assert(
    calls.some(({ answers }) => answers.some(({ status }) => status === 429)),
    "429 came",
  );
  assert(calls.filter(({ text }) => text !== null).length >= 30, "most calls succeed");

  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted + sum(charges.flat()), held], [dollars("10.00"), 0n]);
  const produced = stage.upstream
    .calls()
    .filter(({ name }) => name.startsWith("fault-"))
    .reduce((total, { textWritten }) => total + tokensOf(textWritten), 0);
  assert(dollars("10.00") - posted <= costOf(produced, 60n), "no more than what was produced");
  await stage.operator.cleanAudit();
});

/** What was charged for each of a call's HTTP requests that got as far as a hold. */
async function chargesOf(caller: Parameters<typeof readRecord>[0], { answers }: Called) {
  const ids = answers.flatMap(({ id }) => (id === null ? [] : [id]));
  const records = await Promise.all(ids.map((id) => readRecord(caller, id)));
  return records.map(({ json }) => dollars(at(json, "cost")));
}

/** After `x-should-retry: false` nothing more is asked; a repeatable no is asked three times. */
function assertObeyed({ answers }: Called, told: string): void {
  for (const [index, { status, shouldRetry }] of answers.entries()) {
    const last = index === answers.length - 1;
    if (shouldRetry === "false") assert(last, `repeated against our word: ${told}`);
    if (status === 429) assert.equal(shouldRetry, null, told);
    if ([500, 504].includes(status)) assert.equal(shouldRetry, "false", told);
    if (last && status >= 400) assert(shouldRetry === "false" || answers.length === 3, told);
  }
}

test("what repeating can't mend is asked once", async () => {
  const rich = await stage.enter();
  const poor = await stage.enter({ balance: "0" });
  stage.upstream.script("refusing", failure(403, "whose key is this?"));
  stage.upstream.script("rejecting", failure(422, "no"));
  const called = await Promise.all([
    callOnce(rich.secret, "any", { model: "gpt-4o" }),
    callOnce(rich.secret, "any", { model: "unpriced" }),
    callOnce(rich.secret, "any", { model: "none-such" }),
    callOnce(rich.secret, "refusing", {}),
    callOnce(rich.secret, "rejecting", {}),
    callOnce(rich.secret, "any", { n: 2 }),
    callOnce(poor.secret, "any", { max_tokens: 5 }),
    callOnce("sk-unknown", "any", {}),
  ]);
  assert.deepEqual(
    called.map(({ answers }) => answers.map(({ status, shouldRetry }) => [status, shouldRetry])),
    [503, 503, 404, 503, 400, 400, 402, 401].map((status) => [[status, "false"]]),
  );
});

test("a call that was charged is never repeated, although its answer is a 5xx", async () => {
  const { secret, caller } = await stage.enter();
  stage.upstream.script("dying", dying);
  const called = await callOnce(secret, "dying", {});
  assert.deepEqual(
    called.answers.map(({ status, shouldRetry }) => [status, shouldRetry]),
    [[500, "false"]],
  );
  assert.deepEqual(await chargesOf(caller, called), [costOf(2, 60n)]);
});
