import assert from "node:assert/strict";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { minus, type Picodollars } from "../../src/core/money/picodollars.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import {
  type Extracting,
  extractModel,
  openExtractionStage,
  readLines,
} from "../doubles/extraction.ts";
import { at } from "../doubles/json.ts";
import type { Customer } from "../doubles/operator.ts";
import { until } from "../doubles/scripted-upstream.ts";

const pages = 12;
const stage = await openExtractionStage({
  tokensPerSecond: 60,
  gateway: { output_kept_for: "4s" },
});
const report = await stage.document("report.pdf", pages);
const schema = join(stage.folder, "page.json");

function orderFor(out: string): readonly string[] {
  return [report, "--schema", schema, "--model", extractModel, "--budget", "1.00", "--out", out];
}

/** What the account has paid, once nothing runs on it any more. */
async function spentBy({ accountId }: Customer): Promise<Picodollars> {
  for (let turn = 0; turn < 200; turn += 1) {
    const { posted, held } = await stage.operator.balance(accountId);
    if (held === 0n) return minus(dollars("10.00"), posted);
    await pause(50);
  }
  return assert.fail("calls run on for ever");
}

/** Waits until pages are being read: between two of them there is nothing to stop. */
async function someRun({ accountId }: Customer): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if ((await stage.operator.openHolds(accountId)).length > 0) return;
    await pause(10);
  }
  assert.fail("no page is read");
}

function pagesTold({ errors }: Extracting): number {
  return errors().match(/^page \d+: \$/gm)?.length ?? 0;
}

function costIn(out: string): Picodollars {
  return sum(readLines(out).map((line) => dollars(at(line, "cost"))));
}

function errorsIn(out: string): readonly unknown[] {
  return readLines(out).filter((line) => at(line, "error") !== undefined);
}

async function assertAllRead(out: string): Promise<void> {
  const lines = readLines(out);
  assert.equal(lines.length, pages);
  for (const [index, line] of lines.entries()) {
    assert.equal(at(line, "page"), index + 1);
    assert.notEqual(at(line, "data"), undefined, JSON.stringify(line));
  }
  assert(!existsSync(`${out}.running`));
}

test("killed in the middle three times, it goes on, and no page is paid twice", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "killed.jsonl");
  const before = (await stage.metered()).length;
  for (let life = 1; life <= 3; life += 1) {
    const run = stage.start(customer, orderFor(out));
    await until(() => pagesTold(run) >= life, "some pages", 20_000);
    run.child.kill("SIGKILL");
    await run.ended;
    assert(existsSync(`${out}.running`), "what runs was noted");
  }
  appendFileSync(out, '{"page":99,"data":{"tit');
  const last = await stage.start(customer, orderFor(out)).ended;
  assert.equal(last.exitCode, 0, last.errors);
  await assertAllRead(out);
  assert.equal((await stage.metered()).length - before, pages, "one call a page in four lives");
  assert.equal(await spentBy(customer), costIn(out), "and the lines say what was charged");
  await stage.operator.cleanAudit();
});

test("interrupted once, running pages finish, and it says how to go on", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "finished.jsonl");
  const before = (await stage.metered()).length;
  const run = stage.start(customer, orderFor(out));
  await until(() => pagesTold(run) >= 2, "two pages", 20_000);
  await someRun(customer);
  run.child.kill("SIGINT");
  const first = await run.ended;
  assert.equal(first.exitCode, 130, first.errors);
  assert.match(first.errors, /^stopping: \d running calls? gets? 10 s; Ctrl-C stops now$/m);
  const read = readLines(out).length;
  assert(read >= 2 && read < pages, `${read} pages`);
  assert.match(first.output, new RegExp(`^pages +${read} of ${pages} read`, "m"));
  assert.match(first.output, /^Go on: farebox extract .*report\.pdf --schema /m);
  const rest = await stage.start(customer, orderFor(out)).ended;
  assert.equal(rest.exitCode, 0, rest.errors);
  await assertAllRead(out);
  assert.equal((await stage.metered()).length - before, pages, "one call a page");
  assert.equal(await spentBy(customer), costIn(out));
});

test("interrupted twice, running pages are stopped at the provider, their part paid", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "stopped.jsonl");
  const run = stage.start(customer, orderFor(out));
  await until(() => pagesTold(run) >= 1, "a page", 20_000);
  await someRun(customer);
  run.child.kill("SIGINT");
  await until(() => run.errors().includes("stopping: "), "its word", 5_000);
  run.child.kill("SIGINT");
  const first = await run.ended;
  assert.equal(first.exitCode, 130, first.errors);
  const stopped = errorsIn(out);
  assert(stopped.length > 0, first.errors);
  for (const line of stopped) {
    assert.equal(at(line, "error.code"), "stopped");
    assert(dollars(at(line, "cost")) > 0n, "what was produced is paid");
  }
  assert.equal(await spentBy(customer), costIn(out));
  const rest = await stage.start(customer, orderFor(out)).ended;
  assert.equal(rest.exitCode, 0, rest.errors);
  await assertAllRead(out);
  assert.equal(await spentBy(customer), costIn(out), "both parts stand on the page's line");
});

test("an answer that is kept no longer is counted, and paid anew only when told to", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "expired.jsonl");
  const run = stage.start(customer, orderFor(out));
  await until(() => pagesTold(run) >= 1, "a page", 20_000);
  run.child.kill("SIGKILL");
  await run.ended;
  const known = costIn(out);
  const charged = await spentBy(customer);
  assert(charged > known, "calls finished that nobody wrote down");
  await pause(4_500);

  const rest = await stage.start(customer, orderFor(out)).ended;
  assert.equal(rest.exitCode, 1, rest.errors);
  const lost = errorsIn(out);
  assert(lost.length > 0 && lost.length <= 4, rest.errors);
  for (const line of lost) assert.equal(at(line, "error.code"), "output_expired");
  assert.equal(await spentBy(customer), costIn(out), "their bill is counted");
  assert.match(rest.output, /^Pay anew: farebox extract .* --again$/m);

  const plain = await stage.start(customer, orderFor(out)).ended;
  assert.equal(plain.exitCode, 1, "going on alone pays for nothing twice");
  const anew = await stage.start(customer, [...orderFor(out), "--again"]).ended;
  assert.equal(anew.exitCode, 0, anew.errors);
  await assertAllRead(out);
  assert.equal(await spentBy(customer), costIn(out), "both bills stand on the page's line");
});
