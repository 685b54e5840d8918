import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { minus } from "../../src/core/money/picodollars.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { extractModel, openExtractionStage, readLines } from "../doubles/extraction.ts";
import { at } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";

const stage = await openExtractionStage({ tokensPerSecond: 20, port: await freePort() });

/** A port that nobody has now: a gateway that comes back has to come back to it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  assert(address !== null && typeof address === "object");
  return address.port;
}

test("a gateway that crashes and comes back is waited for, and paid once", async () => {
  const report = await stage.document("report.pdf", 8);
  const out = join(stage.folder, "report.jsonl");
  const schema = join(stage.folder, "page.json");
  const customer = await stage.enter();
  // One at a time: of two that end together, one may be charged and its answer not on disk yet.
  const terms = [
    ...["--schema", schema, "--model", extractModel, "--budget", "1.00", "--out", out],
    ...["--parallel", "1"],
  ];
  const run = stage.start(customer, [report, ...terms]);
  await until(() => /^page \d+: \$/m.test(run.errors()), "a page", 20_000);
  await stage.gateway.kill9();
  await stage.gateway.restart();
  const { exitCode, errors } = await run.ended;
  assert.equal(exitCode, 0, errors);
  const lines = readLines(out);
  assert.deepEqual(
    lines.map((line) => at(line, "page")),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  const { posted, held } = await stage.operator.balance(customer.accountId);
  assert.equal(held, 0n);
  const told = sum(lines.map((line) => dollars(at(line, "cost"))));
  assert.equal(minus(dollars("10.00"), posted), told);
  assert(!existsSync(`${out}.running`));
  await stage.operator.cleanAudit();
});

test("a gateway that stays away ends the run, and what it may have done is not forgotten", {
  timeout: 180_000,
}, async () => {
  const report = await stage.document("away.pdf", 6);
  const out = join(stage.folder, "away.jsonl");
  const schema = join(stage.folder, "page.json");
  const customer = await stage.enter();
  const terms = ["--schema", schema, "--model", extractModel, "--budget", "1.00", "--out", out];
  const run = stage.start(customer, [report, ...terms]);
  await until(() => /^page \d+: \$/m.test(run.errors()), "a page", 20_000);
  await stage.gateway.kill9();
  run.child.kill("SIGINT");
  const first = await run.ended;
  assert.equal(first.exitCode, 130, first.errors);
  assert.match(first.output, /^\d calls? ha(s|ve) no known end; going on finds it out/m);
  assert(existsSync(`${out}.running`));
  await stage.gateway.restart();
  const rest = await stage.start(customer, [report, ...terms]).ended;
  assert.equal(rest.exitCode, 0, rest.errors);
  const { posted, held } = await stage.operator.balance(customer.accountId);
  assert.equal(held, 0n);
  const told = sum(readLines(out).map((line) => dollars(at(line, "cost"))));
  assert.equal(minus(dollars("10.00"), posted), told);
});
