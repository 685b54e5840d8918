import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { minus } from "../../src/core/money/picodollars.ts";
import type { Caller } from "../doubles/chat-client.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { readLines, startExtracting } from "../doubles/extraction.ts";
import { at } from "../doubles/json.ts";
import { makePdf } from "../doubles/pdf.ts";
import { model, openStage } from "../doubles/stage.ts";
import { answer, failure, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  gateway: { attempts_max: 1 },
  models: [
    model("reader", { vision: "tiles-258", price: { input: "0.50", output: "60.00" } }),
    model("blind", { price: { input: "0.50", output: "60.00" } }),
  ],
});
const { upstream, operator } = stage;
const folder = mkdtempSync(join(tmpdir(), "farebox-answers-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const report = file("report.pdf", await makePdf(9));
const schema = file(
  "page.json",
  JSON.stringify({
    type: "object",
    properties: { title: { type: "string" } },
    required: ["title"],
  }),
);
const good = answer(['{"title":', '"Report"}']);
const wrong = answer(['{"title":', "7}"]);

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The words for reading some pages by a script of the upstream. */
function order(script: string, pages: string, budget = "1.00"): readonly string[] {
  const out = ["--out", join(folder, `${script}.jsonl`)];
  const terms = ["--model", "reader", "--schema", schema, "--budget", budget];
  return [report, ...terms, ...out, "--pages", pages, "--instructions", `script:${script}`];
}

function extract(caller: Caller, line: readonly string[]) {
  const environment = { OPENAI_BASE_URL: `${caller.url}/v1`, OPENAI_API_KEY: caller.secret };
  return startExtracting(line, environment).ended;
}

function linesOf(script: string): readonly unknown[] {
  return readLines(join(folder, `${script}.jsonl`));
}

async function assertPaid(accountId: string, script: string): Promise<void> {
  const { posted, held } = await operator.balance(accountId);
  assert.equal(held, 0n);
  const told = sum(linesOf(script).map((line) => dollars(at(line, "cost"))));
  assert.equal(minus(dollars("10.00"), posted), told, "the lines say what was charged");
}

test("an answer that does not fit is repaired once, by being told what is wrong", async () => {
  const { caller, accountId } = await stage.enter();
  upstream.script("mend", wrong, good);
  const ran = await extract(caller, order("mend", "1"));
  assert.equal(ran.exitCode, 0, ran.errors);
  const [line] = linesOf("mend");
  assert.deepEqual([at(line, "data.title"), at(line, "calls")], ["Report", 2]);
  const [first = "", second = ""] = upstream.calls("mend").map(({ body }) => JSON.stringify(body));
  assert(!first.includes("does not fit"));
  assert(second.includes("That does not fit: /title must be string."));
  assert.match(ran.errors, /page 1: \/title must be string .*; asking once more/);
  await assertPaid(accountId, "mend");
});

test("an answer that can't be repaired is kept, and asked anew only when told to", async () => {
  const { caller, accountId } = await stage.enter();
  upstream.script("stubborn", wrong, wrong, wrong, good);
  const ran = await extract(caller, order("stubborn", "2"));
  assert.equal(ran.exitCode, 1, ran.errors);
  const [line] = linesOf("stubborn");
  assert.deepEqual(
    [at(line, "error.code"), at(line, "error.next"), at(line, "answer"), at(line, "calls")],
    ["answer_does_not_fit", "again", '{"title":7}', 2],
  );
  assert.match(ran.output, /^Paid for, and not as the schema says: 2\.$/m);
  assert.equal((await extract(caller, order("stubborn", "2"))).exitCode, 1);
  assert.equal(upstream.calls("stubborn").length, 2, "going on alone pays nothing");
  const again = await extract(caller, [...order("stubborn", "2"), "--again"]);
  assert.equal(again.exitCode, 0, again.errors);
  assert.equal(at(linesOf("stubborn")[0], "calls"), 4, "a question and a repair once more");
  await assertPaid(accountId, "stubborn");
});

test("a repair that the budget has no room for waits for a larger one", async () => {
  const { caller, accountId } = await stage.enter();
  upstream.script("poor", wrong, good);
  const ran = await extract(caller, order("poor", "3", "0.0123"));
  assert.equal(ran.exitCode, 1, ran.errors);
  assert.equal(at(linesOf("poor")[0], "error.next"), "repair");
  assert.match(ran.output, /^Go on, with a larger --budget: /m);
  const rest = await extract(caller, order("poor", "3", "0.03"));
  assert.equal(rest.exitCode, 0, rest.errors);
  assert.equal(upstream.calls("poor").length, 2, "the first answer is not asked for again");
  await assertPaid(accountId, "poor");
});

test("a provider's failure costs nothing and is asked again when going on", async () => {
  const { caller, accountId } = await stage.enter();
  upstream.script("flaky", failure(500, "no"), good);
  const ran = await extract(caller, [...order("flaky", "1-4"), "--parallel", "1"]);
  assert.equal(ran.exitCode, 1, ran.errors);
  assert.deepEqual(
    linesOf("flaky").map((line) => at(line, "error.code") ?? "read"),
    ["upstream_error", ...["read", "read", "read"]],
  );
  const rest = await extract(caller, order("flaky", "1-4"));
  assert.equal(rest.exitCode, 0, rest.errors);
  await assertPaid(accountId, "flaky");
});

test("where every page fails it is given up, and not tried with all of them", async () => {
  const { caller, accountId } = await stage.enter();
  upstream.script("down", failure(500, "no"));
  const ran = await extract(caller, [...order("down", "1-9"), "--parallel", "1"]);
  assert.equal(ran.exitCode, 1);
  assert.match(ran.errors, /^farebox: stopped: 5 pages in a row have failed: /m);
  assert.equal(upstream.calls("down").length, 5);
  await assertPaid(accountId, "down");
});

test("an account that runs dry ends the run, and a top-up lets it go on", async () => {
  const { caller, accountId } = await stage.enter({ balance: "0.02" });
  upstream.script("dry", answer(words(150)), good);
  const asked = [...order("dry", "1-3"), "--parallel", "1"];
  const ran = await extract(caller, asked);
  assert.equal(ran.exitCode, 1, ran.errors);
  assert.match(ran.errors, /which is refused now \(insufficient_balance\)\n/);
  await operator.topUp(accountId, "1.00", "more");
  const rest = await extract(caller, asked);
  assert.equal(rest.exitCode, 0, rest.errors);
});

test("a gateway that lets one in at a time is waited for", async () => {
  const { caller, accountId } = await stage.enter({ concurrency: 1 });
  upstream.script("narrow", { stallMs: 150, ...good });
  const ran = await extract(caller, [...order("narrow", "1-4"), "--parallel", "3"]);
  assert.equal(ran.exitCode, 0, ran.errors);
  assert.equal(upstream.calls("narrow").length, 4);
  await assertPaid(accountId, "narrow");
});

test("a gateway or model that is not there is said in one sentence", async () => {
  const { caller } = await stage.enter();
  const nobody = await extract({ ...caller, url: "http://127.0.0.1:9" }, order("none", "1"));
  assert.match(nobody.errors, /^farebox: no gateway answers at http:\/\/127\.0\.0\.1:9; start one/);
  const another = createServer((_request, response) => response.end('{"id":"reader"}'));
  after(() => another.close());
  await once(another.listen(0, "127.0.0.1"), "listening");
  const address = another.address();
  assert(address !== null && typeof address === "object");
  const url = `http://127.0.0.1:${address.port}`;
  const foreign = await extract({ ...caller, url }, order("none", "1"));
  assert.match(foreign.errors, /is no Farebox gateway\n$/);
  const stranger = await extract({ ...caller, secret: "sk-nobody" }, order("none", "1"));
  assert.match(stranger.errors, /does not know this key/);
  const blind = await extract(caller, [...order("none", "1"), "--model", "blind"]);
  assert.match(blind.errors, /^farebox: blind takes no pictures: name a model with --model that/);
  const other = await extract(caller, [...order("none", "1"), "--model", "readr"]);
  assert.match(other.errors, /There is no model "readr"\. Did you mean reader/);
  assert.equal(nobody.output, "");
});
