import assert from "node:assert/strict";
import { test } from "node:test";
import { requirePython } from "../doubles/environment.ts";
import { runPython } from "../doubles/python-program.ts";

/**
 * Milliseconds that the import may take: of the processor, which is all that it waits for, so that
 * others on the same machine don't count.
 */
const importMsMax = 150;
const samples = 9;
const importing = `
import sys, time
started = time.process_time()
from farebox import AsyncFarebox, Farebox, RefusedError, picture
print((time.process_time() - started) * 1000)
print("httpx" in sys.modules or "asyncio" in sys.modules)
`;

test("the Python client is imported within 150 ms; httpx comes when it opens", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const program = ["-c", importing];
    const [ms, loaded] = await runPython({ python, program, timeoutMs: 30_000 });
    assert.equal(loaded, "False");
    times.push(Number(ms));
  }
  // The first one compiles the sources.
  const median = times.sort((a, b) => a - b)[Math.floor(samples / 2)] ?? Number.NaN;
  context.diagnostic(`median ${median.toFixed(1)} ms of ${samples} fresh processes`);
  assert(median <= importMsMax, `${median} ms`);
});

test("the Python client's own tests pass, with no warning", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const program = ["-W", "error", "clients/python/tests/run.py"];
  const [summary] = await runPython({ python, program, timeoutMs: 60_000 });
  assert.match(summary ?? "", /^(?:[3-9]\d|\d{3,}) tests passed$/);
});

test("the Python client's types are whole: mypy --strict finds nothing", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const program = ["-m", "mypy", "--config-file=clients/python/pyproject.toml"];
  const places = ["--cache-dir=.cache/mypy", "clients/python/src", "clients/python/typed.py"];
  const lines = await runPython({ python, program: [...program, ...places], timeoutMs: 180_000 });
  assert.match(lines.at(-1) ?? "", /^Success: no issues found in \d+ source files$/);
});
