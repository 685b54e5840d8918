import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Compile } from "typebox/compile";
import { minus, type Picodollars } from "../../src/core/money/picodollars.ts";
import { runCommand } from "../doubles/command.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { extractModel, openExtractionStage, pageSchema, readLines } from "../doubles/extraction.ts";
import { at, numberAt, parseOrNull, textAt } from "../doubles/json.ts";
import type { Customer } from "../doubles/operator.ts";
import { emptyPdf, encryptedPdf, makePdf } from "../doubles/pdf.ts";

const stage = await openExtractionStage();
const report = await stage.document("report.pdf", 40);
const schema = join(stage.folder, "page.json");
const terms = ["--schema", schema, "--model", extractModel];
const fits = Compile(pageSchema);

/** What the shipped plan of such pages says that nineteen calls in twenty cost at most. */
async function plannedP95(): Promise<bigint> {
  const listed = "gemini-3.1-flash-image-preview";
  const ran = await runCommand(["plan", "pdf-extraction", "--models", listed, "--json"]);
  assert.equal(ran.exitCode, 0, ran.errors);
  return dollars(at(parseOrNull(ran.output), "models.0.cost.call.p95"));
}

function extract(customer: Customer, ...words: readonly string[]) {
  return stage.start(customer, words).ended;
}

async function spentBy({ accountId }: Customer): Promise<Picodollars> {
  const { posted, held } = await stage.operator.balance(accountId);
  assert.equal(held, 0n, "no hold is left");
  return minus(dollars("10.00"), posted);
}

test("all 40 pages are read, each once, within what a plan would say", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "whole.jsonl");
  const before = (await stage.metered()).length;
  const ran = await extract(customer, report, ...terms, "--budget", "2.00", "--out", out);
  assert.equal(ran.exitCode, 0, ran.errors);

  const lines = readLines(out);
  assert.deepEqual(
    lines.map((line) => at(line, "page")),
    range(1, 40),
    "in their order",
  );
  for (const line of lines) assert(fits.Check(at(line, "data")), JSON.stringify(line));
  assert.equal((await stage.metered()).length - before, 40, "one call a page");
  const told = sum(lines.map((line) => dollars(at(line, "cost"))));
  assert.equal(await spentBy(customer), told, "the lines say what was charged");
  assert(told <= 40n * (await plannedP95()), `${told} picodollars`);
  assert.match(ran.output, /^pages +40 of 40 read, in .*whole\.jsonl$/m);
  assert.match(ran.errors, /^page 40: \$0\.0\d+ \(\d+ of 40 pages, \$0\.\d{4} of \$2\.00\)$/m);
  assert(!existsSync(`${out}.running`), "nothing is left to be found again");
  await stage.operator.cleanAudit();
});

test("at half the budget it stops and says so, and goes on to the end: no page twice", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "halves.jsonl");
  const before = (await stage.metered()).length;
  const words = [report, ...terms, "--out", out, "--budget"];
  const half = await extract(customer, ...words, "0.05");
  assert.equal(half.exitCode, 1, half.errors);
  assert((await spentBy(customer)) <= dollars("0.05"), "the budget is kept");
  const read = readLines(out).length;
  assert(read > 4 && read < 40, `${read} pages`);
  assert.match(half.errors, /the budget of \$0\.05 leaves no room for the next page: page \d+ may/);
  assert.match(half.output, new RegExp(`^pages +${read} of 40 read`, "m"));
  assert.match(half.output, /^Go on, with a larger --budget: farebox extract .*--budget 0\.05$/m);

  const rest = await extract(customer, ...words, "1.00");
  assert.equal(rest.exitCode, 0, rest.errors);
  assert.match(
    rest.errors,
    new RegExp(`^Going on with .*: ${read} pages are read already\\.$`, "m"),
  );
  assert.deepEqual(
    readLines(out).map((line) => at(line, "page")),
    range(1, 40),
  );
  assert.equal((await stage.metered()).length - before, 40, "one call a page, in both runs");
  assert.equal(
    await spentBy(customer),
    sum(readLines(out).map((line) => dollars(at(line, "cost")))),
  );
});

test("pages are chosen, and standard output has nothing but their lines", async () => {
  const customer = await stage.enter();
  const words = ["--pages", "3,38-", "--budget", "1.00", "--out", "-", "--parallel", "1"];
  const ran = await extract(customer, report, ...terms, ...words);
  assert.equal(ran.exitCode, 0, ran.errors);
  const lines = ran.output
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  assert.deepEqual(
    lines.map((line) => at(line, "page")),
    [3, 38, 39, 40],
  );
  assert(numberAt(lines[0], "tokens.prompt") > 258, "a tile, and the words");
  assert(textAt(lines[0], "id").startsWith("chatcmpl-"));
  assert.match(ran.errors, /^pages +4 of 4 read$/m);
});

test("what can't be read is said in one sentence, before any money is spent", async () => {
  const customer = await stage.enter();
  const files = {
    encrypted: stage.file("encrypted.pdf", encryptedPdf()),
    empty: stage.file("empty.pdf", ""),
    blank: stage.file("blank.pdf", await emptyPdf()),
    damaged: stage.file("damaged.pdf", (await makePdf(2)).subarray(0, 900)),
    typo: stage.file("typo.json", '{"type":"objct"}'),
    list: stage.file("list.json", "[]"),
    notes: stage.file("notes.json", "not JSON"),
    draft: stage.file("draft.json", '{"$schema":"http://json-schema.org/draft-04/schema#"}'),
    mine: stage.file("mine.jsonl", "a file of mine\n"),
  };
  const { encrypted, empty, blank, damaged, typo, list, notes, draft, mine } = files;
  const model = ["--model", extractModel, "--budget", "1.00"];
  const good = [...terms, "--budget", "1.00"];
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [[encrypted, ...good], /encrypted\.pdf: it is encrypted, and opens only with a password\n$/],
    [[empty, ...good], /empty\.pdf: the file is empty\n$/],
    [[blank, ...good], /blank\.pdf: it has no pages\n$/],
    [[damaged, ...good], /damaged\.pdf: it is no PDF, or is damaged\n$/],
    [[join(stage.folder, "no.pdf"), ...good], /no\.pdf: there is no such file\n$/],
    [[report, "--schema", typo, ...model], /typo\.json is no JSON Schema: .*type.* allowed values/],
    [[report, "--schema", list, ...model], /list\.json is no JSON Schema: it must be a JSON obj/],
    [[report, "--schema", notes, ...model], /notes\.json is no JSON: /],
    [
      [report, "--schema", draft, ...model],
      /\$schema is .*; allowed are 2020-12, 2019-09, draft-0/,
    ],
    [[report, ...good, "--out", mine], /mine\.jsonl is no output of farebox extract; name another/],
    [[report, ...good, "--pages", "39-41"], /has 40 pages; --pages asks for page 41\n$/],
    [[report, "--schema", schema, "--model", "gpt-4oo", "--budget", "1"], /Did you mean gpt-4o/],
    [
      [report, ...terms, "--budget", "0.001"],
      /budget of \$0\.001 is too small for one page: page 1 may cost up to \$0\.0\d+\n$/,
    ],
  ];
  for (const [words, told] of refusals) {
    const ran = await extract(customer, ...words);
    assert.deepEqual([ran.exitCode, ran.output], [1, ""], ran.errors);
    assert.match(ran.errors, told);
  }
  const wrong = [
    [...good, "--budget", "0"],
    [...good, "--pages", "9-3"],
    [...good, "--parallel", "17"],
    terms,
  ];
  for (const words of wrong) {
    assert.equal((await extract(customer, report, ...words)).exitCode, 2, words.join(" "));
  }
  assert.equal(readFileSync(mine, "utf8"), "a file of mine\n");
  assert.equal(await spentBy(customer), 0n);
});

test("an output of another schema is not gone on with", async () => {
  const customer = await stage.enter();
  const out = join(stage.folder, "other.jsonl");
  const words = ["--model", extractModel, "--budget", "1.00", "--pages", "1", "--out", out];
  const other = stage.file(
    "other.json",
    '{"type":"object","properties":{"title":{"type":"string"}}}',
  );
  assert.equal((await extract(customer, report, "--schema", other, ...words)).exitCode, 0);
  const kept = readFileSync(out, "utf8");
  const ran = await extract(customer, report, "--schema", schema, ...words);
  assert.equal(ran.exitCode, 1);
  assert.match(
    ran.errors,
    /other\.jsonl has pages of another document, or read with another schema/,
  );
  assert.equal(readFileSync(out, "utf8"), kept);
});

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

test("without a gateway too, a budget that is too small for one page is told as that", async () => {
  const out = join(stage.folder, "alone.jsonl");
  const given = ["--schema", schema, "--model", "gpt-4o-mini", "--sandbox", "--out", out];
  const ran = await runCommand(["extract", report, ...given, "--budget", "0.0001"]);
  assert.equal(ran.exitCode, 1, ran.output);
  assert.match(ran.errors, /budget of \$0\.0001 is too small for one page: page 1 may cost up to/);
});
