import assert from "node:assert/strict";
import { test } from "node:test";
import { dollars, sum } from "../doubles/dollars.ts";
import { requirePython } from "../doubles/environment.ts";
import { runPython } from "../doubles/python-program.ts";
import { openStage } from "../doubles/stage.ts";
import { answer, failure, type Script, words } from "../doubles/upstream-script.ts";

/** The whole promise is 10,000: FAREBOX_FAULT_CALLS=10000 npm test -- python-client-faults */
const calls = Number(process.env["FAREBOX_FAULT_CALLS"] ?? 600);
const faulty = 0.2;
const retries = 3;
const balance = "100.00";
/** Attempts of the gateway on each of the client's; one, so that faults get through to it. */
const stage = await openStage({ gateway: { attempts_max: 1 } });

const faults: readonly Script[] = [
  failure(500, "out of order"),
  failure(503, "overloaded"),
  failure(429, "slow down", { "retry-after": "0" }),
  { steps: [{ destroy: true }] },
  { steps: [...words(2).map((text) => ({ text })), { waitMs: 5 }, { destroy: true }] },
];

/** Chance by a seed, so that a run can be had again. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const timeoutMs = 60_000 + calls * 60;

for (const [world, atOnce] of [
  ["async", 64],
  ["sync", 16],
] as const) {
  const title = `${calls} calls with 20 % faults, ${world}: no leak, and the total is the books'`;
  test(title, { timeout: timeoutMs + 10_000 }, async (context) => {
    const python = requirePython(context);
    if (python === null) return;
    const chance = chanceOf(20_261_122);
    const scripts = Array.from({ length: calls * 2 }, () => {
      const fault = chance() < faulty ? faults[Math.floor(chance() * faults.length)] : undefined;
      return fault ?? answer(words(4));
    });
    stage.upstream.script("fault", ...scripts);
    const { accountId, secret } = await stage.enter({ balance, rpm: 100_000 });
    const lines = await runPython({
      python,
      program: ["tests/promises/python-client-faults.py"],
      timeoutMs,
      environment: {
        WORLD: world,
        CALLS: String(calls),
        AT_ONCE: String(atOnce),
        FAREBOX_BASE_URL: stage.gateway.url(),
        FAREBOX_API_KEY: secret,
      },
    });
    const told = JSON.parse(lines.at(-1) ?? "");
    assert.equal(told.whole + told.refused + told.lost, calls);
    assert(told.whole > calls * 0.8, `${told.whole} whole`);
    assert(told.refused > 0 && told.lost <= calls * 0.01, `${told.lost} lost`);
    assert(told.most > 1 && told.most <= retries + 1, `up to ${told.most} attempts`);
    const [during, after] = told.sockets;
    assert(during <= atOnce + 2 && after <= 0, `${during} sockets, ${after} after the close`);
    assert.deepEqual(told.trouble, []);
    const costs: readonly unknown[] = told.costs;
    const { posted, held } = await stage.operator.balance(accountId);
    const known = sum(costs.map((cost) => dollars(cost)));
    assert.deepEqual([dollars(balance) - posted, held], [known, 0n]);
    await stage.operator.cleanAudit();
  });
}
