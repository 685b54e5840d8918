import assert from "node:assert/strict";
import { test } from "node:test";
import { openCuttingProxy } from "../doubles/cutting-proxy.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { requirePython } from "../doubles/environment.ts";
import { runPython } from "../doubles/python-program.ts";
import { openStage } from "../doubles/stage.ts";
import { answerUntil, type Step, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const total = 900;
const text = words(total).join("");
const paced = words(total).flatMap((word): Step[] => [{ text: word }, { waitMs: 1 }]);
stage.upstream.script("long", { steps: [...paced, { finish: "stop" }, { done: true }] });
stage.upstream.script("abandoned", answerUntil("never-abandoned", words(20)));

/** Chance by a seed, so that a run can be had again. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

interface Journey {
  readonly python: string;
  /** A function of the program. */
  readonly road: string;
  /** How many bytes each connection lives, one after the other; then they live on. */
  readonly lives: readonly number[];
}

/** What the program has read behind a proxy that cuts, and what stayed behind. */
async function travel({ python, road, lives }: Journey) {
  const customer = await stage.enter({ balance: "1.00" });
  const rest = [...lives];
  const proxy = await openCuttingProxy(stage.gateway.url(), () => rest.shift() ?? null);
  const before = stage.upstream.calls().length;
  try {
    const lines = await runPython({
      python,
      program: ["tests/promises/python-client-resume.py"],
      timeoutMs: 60_000,
      environment: {
        ROAD: road,
        FAREBOX_BASE_URL: proxy.url,
        FAREBOX_API_KEY: customer.secret,
      },
    });
    const { posted, held } = await stage.operator.balance(customer.accountId);
    const paid = [dollars("1.00") - posted, held];
    const calls = stage.upstream.calls().length - before;
    return { told: JSON.parse(lines.at(-1) ?? ""), cuts: proxy.cuts(), paid, calls };
  } finally {
    await proxy.close();
  }
}

function drawLives(seed: number, count: number): readonly number[] {
  const chance = chanceOf(seed);
  return Array.from({ length: count }, () => 500 + Math.floor(chance() * 4_000));
}

test("a stream cut at 50 places gives its text once, and is charged once", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  for (const [seed, road] of [
    [20_261_122, "read"],
    [7, "read_async"],
    [4_711, "read"],
  ] as const) {
    const { told, cuts, paid, calls } = await travel({ python, road, lives: drawLives(seed, 50) });
    assert.equal(told.text, text, road);
    assert.deepEqual([cuts, calls], [50, 1]);
    assert(told.resumed >= 45, `resumed ${told.resumed} times`);
    const numbered: readonly number[] = told.numbers;
    assert.deepEqual(
      numbered,
      numbered.map((_, index) => index + 1),
      "each event once, in order",
    );
    assert.deepEqual(paid, [costOf(total, 60n), 0n]);
    assert.equal(dollars(told.bill.cost), costOf(total, 60n));
  }
});

test("the openai package over the client does not notice 50 cuts", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  for (const road of ["openai_text", "openai_text_async"]) {
    const { told, cuts, paid, calls } = await travel({ python, road, lives: drawLives(815, 50) });
    assert.equal(told.text, text, road);
    assert.deepEqual([cuts, calls], [50, 1]);
    assert.deepEqual(paid, [costOf(total, 60n), 0n]);
  }
});

test("a buffered call that breaks joins its first run, charged once", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const { told, cuts, paid, calls } = await travel({
    python,
    road: "complete",
    lives: [100, 100],
  });
  assert.equal(told.text, text);
  assert.deepEqual([cuts, calls], [2, 1]);
  assert.deepEqual(paid, [costOf(total, 60n), 0n]);
});

test("resume goes on behind any event, from another client, same bill", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const { told } = await travel({ python, road: "resume_elsewhere", lives: [] });
  assert.deepEqual(told, { text, rest: words(total).slice(500).join(""), same: true });
});

test("what can't be come back to is an error, never a whole answer", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const { told } = await travel({ python, road: "abandoned", lives: [2_000] });
  assert.match(told.error, /^the stream was lost after event \d+: /);
});
