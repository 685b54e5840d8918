import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { dollars } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, numberAt, textAt } from "../doubles/json.ts";
import type { Customer } from "../doubles/operator.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";
import { type Ask, type Client, weatherResult } from "./client.ts";
import type { Stage } from "./stage.ts";

/** A column of the table, in its order. */
export const features = [
  "plain",
  "streamed",
  "pictures",
  "tools",
  "JSON schema",
  "usage",
  "errors",
  "abort",
  "charge",
] as const;

export type Feature = (typeof features)[number];

/** What a client has to show for a feature, with these models: fails where it does not work. */
export type Check = (client: Client, stage: Stage, models: readonly string[]) => Promise<void>;

export const checks: Readonly<Record<Feature, Check>> = {
  plain: showPlain,
  streamed: showStreamed,
  pictures: showPictures,
  tools: showTools,
  "JSON schema": showSchema,
  usage: showUsage,
  errors: showErrors,
  abort: showAbort,
  charge: showCharge,
};

/** Every model is asked by a customer who then pays for all of it. */
async function withEach(
  models: readonly string[],
  stage: Stage,
  show: (ask: Ask) => Promise<void>,
): Promise<void> {
  const customer = await stage.enter();
  for (const model of models) {
    await show({ ...question, key: customer.secret, model });
  }
  await stage.assertCharged(customer);
}

const question = { prompt: "Count to ten.", outputTokensMax: 60, picture: null };

function showPlain(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  return withEach(models, stage, async (ask) => {
    const { text } = await client.answer(ask);
    assert.match(text, /\w+ \w+/, `${ask.model} says something`);
  });
}

function showStreamed(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  return withEach(models, stage, async (ask) => {
    const streamed = await client.stream(ask);
    assert(streamed.pieces > 1, `${ask.model} answers in ${streamed.pieces} pieces`);
    assert.equal(streamed.text, (await client.answer(ask)).text, "the stream says the same");
  });
}

function showPictures(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  return withEach(models, stage, async (ask) => {
    const url = await plainPicture(320, 200, "#c81e1e");
    const picture = url.slice(url.indexOf(",") + 1);
    const seen = { ...ask, picture, prompt: "What is in this picture?", outputTokensMax: 120 };
    assert.match((await client.answer(seen)).text, /320/, `${ask.model} measures the picture`);
    assert.match((await client.stream(seen)).text, /320/, `${ask.model} measures it in a stream`);
  });
}

function showTools(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  return withEach(models, stage, async (ask) => {
    const prompt = "What is the weather in Paris?";
    for (const streamed of [false, true]) {
      const asked = { ...ask, prompt, outputTokensMax: 400 };
      const { name, input, text } = await client.callTool(asked, streamed);
      assert.equal(name, "get_weather");
      assert.equal(typeof at(input, "city"), "string", JSON.stringify(input));
      assert(text.includes(weatherResult.slice(0, 5)), `told of the result: ${text}`);
    }
  });
}

function showSchema(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  return withEach(models, stage, async (ask) => {
    const prompt = "Describe a thing.";
    const thing = await client.fillSchema({ ...ask, prompt, outputTokensMax: 400 });
    assert.equal(typeof at(thing, "title"), "string", JSON.stringify(thing));
    assert(Number.isInteger(at(thing, "count")), JSON.stringify(thing));
  });
}

/** What the client says of tokens is what the record of the call says. */
async function showUsage(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  for (const model of models) {
    for (const way of ["answer", "stream"] as const) {
      const customer = await stage.enter();
      const ask = { ...question, key: customer.secret, model };
      const told = await client[way](ask);
      const [record, ...more] = await stage.records(customer);
      assert.equal(more.length, 0, "one call was made");
      const where = `${model}, ${way}`;
      assert.equal(told.inputTokens, numberAt(record, "usage.prompt_tokens"), where);
      assert.equal(told.outputTokens, numberAt(record, "usage.completion_tokens"), where);
    }
  }
}

/** Refusals arrive with their status and their sentence, and those that last are asked once. */
async function showErrors(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  const { operator } = stage;
  const ask = { ...question, model: models[0] ?? "" };
  const rich = await stage.enter();
  const poor = await operator.customer({ balance: "0" });
  const slow = await operator.customer({ balance: "10.00", rpm: 1 });
  const told = async (key: string, refusal: Refused, model: string = ask.model) => {
    const before = await countRefusals(stage, refusal.code);
    const trouble = await client.fail({ ...ask, key, model }, refusal.status !== 429);
    assert.match(trouble.message, refusal.sentence);
    assert.equal(trouble.status, refusal.status, trouble.message);
    // A wrong key is refused before there is a call that could be counted.
    if (refusal.status === 401) return;
    const asked = (await countRefusals(stage, refusal.code)) - before;
    assert.equal(asked, 1, `a ${refusal.status} is asked for once, not ${asked} times`);
  };
  await told(poor.secret, { status: 402, code: "insufficient_balance", sentence: /Top up/ });
  await told(wrongKey, { status: 401, code: "invalid_api_key", sentence: /key/i });
  const unknown = { status: 404, code: "model_not_found", sentence: /no-such-model/ };
  await told(rich.secret, unknown, "no-such-model");
  await client.answer({ ...ask, key: slow.secret });
  await told(slow.secret, { status: 429, code: "rate_limit_exceeded", sentence: /per minute/i });
}

const wrongKey = "sk-0123456789abcdefghijklmnopqrstuv";

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly sentence: RegExp;
}

async function countRefusals({ url }: Stage, code: string): Promise<number> {
  const { text } = await send({ url: `${url}/metrics` });
  const line = new RegExp(`^farebox_refusals_total\\{code="${code}"\\} (\\d+)$`, "m");
  return Number(line.exec(text)?.[1] ?? 0);
}

/** The upstream is seen to stop by its own meter, and what was relayed is what is charged. */
async function showAbort(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  for (const model of models) {
    const customer = await stage.enter();
    const prompt = "!sandbox tokens=3000 pace=200 first_ms=0\nTell me a long story.";
    const asked = { ...question, key: customer.secret, model, prompt, outputTokensMax: 3_000 };
    try {
      assert.match(await client.leave(asked), /\w/, "it left in mid-stream");
      await assertStopped(stage, customer);
    } finally {
      await stage.cancelRunning(customer);
    }
  }
}

async function assertStopped(stage: Stage, customer: Customer): Promise<void> {
  const [record] = await stage.records(customer);
  assert.equal(at(record, "status"), "stopped", JSON.stringify(record));
  const meter = await untilEnded(stage, record);
  assert.equal(at(meter, "ended"), "aborted", JSON.stringify(meter));
  const produced = numberAt(meter, "completion_tokens");
  assert(produced < 2_000, `the upstream made ${produced} of 3000 tokens`);
  assert(numberAt(record, "usage.completion_tokens") <= produced, "nothing unmade is charged");
  const { posted, held } = await stage.operator.balance(customer.accountId);
  assert.equal(held, 0n);
  assert.equal(dollars("10.00") - posted, dollars(textAt(record, "cost")));
}

async function untilEnded(stage: Stage, record: unknown): Promise<unknown> {
  for (let turn = 0; turn < 100; turn += 1) {
    const meter = await stage.metered(record);
    if (at(meter, "ended") !== "running") return meter;
    await pause(10);
  }
  return assert.fail("the upstream still runs a second after its caller left");
}

/** Whatever was asked, in both ways: the books, the records and the sandbox's meter agree. */
async function showCharge(client: Client, stage: Stage, models: readonly string[]): Promise<void> {
  const customer = await stage.enter();
  for (const model of models) {
    const ask = { ...question, key: customer.secret, model };
    await client.answer(ask);
    await client.stream({ ...ask, prompt: "Tell me about red in 200 words.", outputTokensMax: 90 });
  }
  assert.equal((await stage.records(customer)).length, 2 * models.length);
  await stage.assertCharged(customer);
}
