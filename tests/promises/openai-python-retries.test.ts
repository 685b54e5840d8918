import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Picodollars } from "../../src/core/money/picodollars.ts";
import { readRecord } from "../doubles/chat-client.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { requirePython } from "../doubles/environment.ts";
import { at, listAt, parseOrNull } from "../doubles/json.ts";
import { openStage } from "../doubles/stage.ts";
import { answer, failure, type Script, words } from "../doubles/upstream-script.ts";

/** One: every repetition is then the package's own. */
const attemptsMax = 1;
const calls = 30;
const stage = await openStage({ gateway: { attempts_max: attemptsMax } });
const run = promisify(execFile);
const script = fileURLToPath(new URL("./openai-python-retries.py", import.meta.url));

/** Three answers in ten fail, each in its own way; the order is the same in every run. */
const faults: readonly Script[] = [
  failure(500, "out of order"),
  failure(429, "slow down", { "retry-after": "0" }),
  { steps: [{ text: "one" }, { waitMs: 20 }, { destroy: true }] },
];

function scriptsFor(call: number): readonly Script[] {
  return Array.from({ length: 8 }, (_, turn) => {
    const chance = (call * 7 + turn * 3) % 10;
    return faults[chance] ?? answer(words(4));
  });
}

test("the Python package's own retries charge no call twice and obey every no", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const { accountId, secret, caller } = await stage.enter({ balance: "10.00" });
  for (let call = 0; call < calls; call += 1) {
    stage.upstream.script(`py-${call}`, ...scriptsFor(call));
  }
  const { stdout } = await run(python, [script], {
    timeout: 90_000,
    env: {
      PATH: process.env["PATH"] ?? "",
      GATEWAY_URL: stage.gateway.url(),
      KEY: secret,
      CALLS: String(calls),
    },
  });

  const charges: Picodollars[] = [];
  const told = stdout.trim().split("\n").map(parseOrNull);
  assert.equal(told.length, calls);
  for (const call of told) {
    const costs = await chargesOf(caller, call);
    charges.push(...costs);
    const shown = JSON.stringify(call);
    assert.ok(costs.filter((cost) => cost > 0n).length <= 1, `charged more than once: ${shown}`);
    assertObeyed(call);
    const placed = listAt(call, "answers").filter((one) => at(one, "id") !== null).length;
    const reached = stage.upstream.calls(String(at(call, "name"))).length;
    assert.ok(reached <= placed * attemptsMax, shown);
  }
  assert.ok(
    told.some((call) => listAt(call, "answers").length > 1),
    "the package did repeat calls",
  );
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted + sum(charges), held], [dollars("10.00"), 0n]);
  await stage.operator.cleanAudit();
});

async function chargesOf(caller: Parameters<typeof readRecord>[0], call: unknown) {
  const ids = listAt(call, "answers").flatMap((one) => {
    const id = at(one, "id");
    return typeof id === "string" ? [id] : [];
  });
  const records = await Promise.all(ids.map((id) => readRecord(caller, id)));
  return records.map(({ json }) => dollars(at(json, "cost")));
}

/** After a no there is no further request of the same call. */
function assertObeyed(call: unknown): void {
  const answers = listAt(call, "answers");
  const no = answers.findIndex((one) => at(one, "should_retry") === "false");
  assert.ok(no === -1 || no === answers.length - 1, JSON.stringify(call));
}
