import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type Picodollars, picodollars } from "../../src/core/money/picodollars.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { type Customer, type Operator, operate } from "../doubles/operator.ts";
import { openThreeWires } from "../doubles/three-wires.ts";

/** A running gateway whose three providers are the sandbox, and the books of who calls it. */
export interface Stage {
  readonly url: string;
  readonly operator: Operator;
  /** A paying customer with $10.00. */
  enter(): Promise<Customer>;
  /** The records of an account's calls that have ended, newest first. */
  records(customer: Customer): Promise<readonly unknown[]>;
  /** Ends what an account still has running, so that nothing is left behind. */
  cancelRunning(customer: Customer): Promise<void>;
  /** What the sandbox produced for the call of a record. */
  metered(record: unknown): Promise<unknown>;
  /** Fails where what left the account is not what was produced, at the price of each model. */
  assertCharged(customer: Customer): Promise<void>;
}

/** A model of each provider, so that every wire behind the gateway is reached by every client. */
export const models = ["gpt-4o", "claude-opus-5", "gemini-3.1-flash-image-preview"] as const;

/** Picodollars a token, in and out, of the flat price list: $2.50 a million is 2,500,000. */
const prices: Readonly<Record<string, readonly [bigint, bigint]>> = {
  "gpt-4o": [2_500_000n, 10_000_000n],
  "claude-opus-5": [5_000_000n, 25_000_000n],
  "gemini-3.1-flash-image-preview": [500_000n, 60_000_000n],
};

export async function openStage(): Promise<Stage> {
  const { gateway, sandbox } = await openThreeWires("flat");
  const operator = operate(gateway);
  const stage: Stage = {
    url: gateway.url(),
    operator,
    enter: () => operator.customer({ balance: "10.00" }),
    records: (customer) => readRecords(operator, customer),
    cancelRunning: async (customer) => {
      const calls = await operator.call(`/calls?account_id=${customer.accountId}&status=running`);
      for (const record of listAt(calls.json, "data")) {
        const url = `${gateway.url()}/v1/chat/completions/${textAt(record, "id")}/cancel`;
        await send({ url, method: "POST", token: customer.secret });
      }
    },
    metered: async (record) =>
      (await send({ url: `${sandbox.url}/meter/${textAt(record, "id")}` })).json,
    assertCharged: (customer) => assertCharged(stage, customer),
  };
  return stage;
}

async function readRecords(operator: Operator, { accountId }: Customer) {
  const path = `/calls?account_id=${accountId}&limit=100`;
  for (let turn = 0; turn < 80; turn += 1) {
    const records = listAt((await operator.call(path)).json, "data");
    if (records.every((record) => at(record, "status") !== "running")) return records;
    await pause(25);
  }
  return assert.fail("a call has not ended within two seconds");
}

async function assertCharged(stage: Stage, customer: Customer): Promise<void> {
  const records = await stage.records(customer);
  assert(records.length > 0, "there are calls to pay");
  for (const record of records) await assertMetered(stage, record);
  const { posted, held } = await stage.operator.balance(customer.accountId);
  const charged = sum(records.map((record) => dollars(textAt(record, "cost"))));
  assert.equal(held, 0n, "nothing is held any more");
  assert.equal(dollars("10.00") - posted, charged, "what left is what was charged");
  await stage.operator.cleanAudit();
}

/** The sandbox's own count is the oracle: the gateway's figures play no part in it. */
async function assertMetered(stage: Stage, record: unknown): Promise<void> {
  const meter = await stage.metered(record);
  assert.equal(
    dollars(textAt(record, "cost")),
    priceOf(textAt(record, "model"), meter),
    `${JSON.stringify(record)}\nis not what the sandbox metered: ${JSON.stringify(meter)}`,
  );
}

function priceOf(model: string, meter: unknown): Picodollars {
  const [input, output] = prices[model] ?? assert.fail(`${model} has a price`);
  const prompt = BigInt(numberAt(meter, "prompt_tokens"));
  return picodollars(prompt * input + BigInt(numberAt(meter, "completion_tokens")) * output);
}
