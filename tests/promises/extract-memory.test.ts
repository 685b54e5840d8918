import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { readMemory } from "../../bench/read-process.ts";
import {
  type Extracting,
  extractModel,
  openExtractionStage,
  readLines,
} from "../doubles/extraction.ts";

const megabytesMax = 400;
const stage = await openExtractionStage();

test("500 pages are read within 400 MB", { timeout: 400_000 }, async (context) => {
  const report = await stage.document("long.pdf", 500);
  const out = join(stage.folder, "long.jsonl");
  const terms = ["--schema", join(stage.folder, "page.json"), "--model", extractModel];
  const customer = await stage.enter();
  const run = stage.start(customer, [report, ...terms, "--budget", "8.00", "--out", out]);
  const peak = await watchPeak(run);
  const { exitCode, errors } = await run.ended;
  assert.equal(exitCode, 0, errors.slice(-500));
  assert.equal(readLines(out).length, 500);
  context.diagnostic(`peak ${peak.toFixed(0)} MB`);
  assert(peak > 50 && peak <= megabytesMax, `${peak} MB`);
});

/** The highest resident memory of the command, by the kernel's own mark, until it ends. */
async function watchPeak({ child }: Extracting): Promise<number> {
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const { pid } = child;
    const seen = pid === undefined ? null : await readMemory(pid).catch(() => null);
    peak = Math.max(peak, seen?.peak ?? 0);
    await pause(100);
  }
  return peak;
}
