import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { requirePython } from "../doubles/environment.ts";
import { runPython } from "../doubles/python-program.ts";
import { model, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, failure, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { attempts_max: 1 }, models: [model("other")] });
const program = "tests/promises/python-client.py";

function prepareScripts(): void {
  const { upstream } = stage;
  upstream.script("plain", answer(words(20)));
  const pieces = (count: number) => words(count).map((text) => ({ text }));
  const { steps = [] } = answer(words(10, 40));
  upstream.script("running", { steps: [...pieces(40), { checkpoint: "running" }, ...steps] });
  const { steps: rest = [] } = answer(words(5, 5));
  upstream.script("silent", { steps: [...pieces(5), { checkpoint: "silent" }, ...rest] });
  for (const name of ["stopped", "async-stopped"]) {
    upstream.script(name, answerUntil(`never-${name}`, words(30)));
  }
  upstream.script("left", answerUntil("never-left", words(30)));
  upstream.script("mute", { steps: [{ checkpoint: "never-mute" }] });
  upstream.script("budget", answer(words(200)));
  upstream.script("cut", answer(words(500)));
  upstream.script("failing", failure(500, "out of order"));
  const busy = failure(429, "slow down", { "retry-after": "0" });
  const flaky = [busy, answer(words(3))];
  upstream.script("flaky", ...flaky, ...flaky);
}

test("the Python client does all that its page says, sync and async", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  prepareScripts();
  const enter = async (terms: Parameters<typeof stage.enter>[0]) =>
    (await stage.enter(terms)).secret;
  const lines = await runPython({
    python,
    program: [program],
    timeoutMs: 60_000,
    release: (name) => stage.upstream.release(name),
    environment: {
      GATEWAY_URL: stage.gateway.url(),
      KEY: await enter({ balance: "5.00" }),
      POOR_KEY: await enter({ balance: "0" }),
      SHORT_KEY: await enter({ balance: "0.018" }),
      SINGLE_KEY: await enter({ balance: "1.00", concurrency: 1 }),
      CLOSED_KEY: await enter({ balance: "1.00", key: { models: ["words"] } }),
    },
  });
  const checks = readFileSync(program, "utf8").matchAll(/^def check_(\w+)\(/gm);
  assert.deepEqual(
    lines,
    [...checks].map(([, name]) => `passed ${name}`),
  );
  await stage.operator.cleanAudit();
});
