import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { type PageRange, selectPages } from "../../core/extraction/page-ranges.ts";
import { openPurse, type Purse } from "../../core/extraction/purse.ts";
import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import { formatDollars, type Picodollars, zero } from "../../core/money/picodollars.ts";
import type { OpenDocument, OpenPages } from "../../ports/pages.ts";
import type { Environment } from "../admin-client.ts";
import { at, listAt } from "../at.ts";
import { step } from "../operator-command.ts";
import { type AnswerCheck, openAnswerCheck } from "./answer-check.ts";
import { type FoundGateway, findGateway } from "./find-gateway.ts";
import type { Reading } from "./page-body.ts";
import { openPageCalls } from "./page-calls.ts";
import { openPageFile, openPageStream, type PageFile } from "./page-file.ts";
import { openProgress } from "./progress.ts";
import { type Reader, readPages } from "./read-pages.ts";
import { openSender, type Sender } from "./send.ts";
import { openStopSign, type StopSign, stopOnSignals } from "./stop-sign.ts";
import { formatSummary, isWhole } from "./summary.ts";

/** What the command needs of the program. */
export interface ExtractParts {
  readonly openPages: OpenPages;
}

/** What the command line asks for. */
export interface ExtractOrder {
  readonly document: string;
  readonly schema: string;
  readonly model: string;
  readonly budget: Picodollars;
  /** `-` for standard output. */
  readonly out: string;
  /** Null for all pages. */
  readonly pages: readonly PageRange[] | null;
  readonly maxTokens: number;
  readonly detail: string | null;
  readonly instructions: string | null;
  readonly parallel: number;
  readonly again: boolean;
  readonly sandbox: boolean;
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** The command line, to be repeated. */
  readonly command: string;
}

/** Changes where pages are drawn or asked for in another way, so that no old answer stands in. */
const method = 1;

/** Exit codes: all pages are read, some are not, it was interrupted. */
const exits = { whole: 0, partly: 1, interrupted: 130 };

/**
 * Reads the pages of a document and answers the exit code. Throws one sentence where document,
 * schema, output or gateway are not what they should be: before anything is spent.
 */
export async function runExtraction(
  parts: ExtractParts,
  order: ExtractOrder,
  environment: Environment,
): Promise<number> {
  const schema = readSchema(order.schema);
  const check = openAnswerCheck(schema);
  if ("refused" in check) throw new Error(`${order.schema} is no JSON Schema: ${check.refused}`);
  const document = await parts.openPages(order.document);
  if ("failed" in document) throw new Error(`${order.document}: ${document.failed}`);
  try {
    const pages = choosePages(order, document.pageCount);
    const wanted = { ...order, budget: formatDollars(order.budget) };
    const gateway = await findGateway(wanted, environment);
    try {
      return await extract({ order, schema, check, document, pages, gateway });
    } finally {
      await gateway.close();
    }
  } finally {
    await document.close();
  }
}

interface Extraction {
  readonly order: ExtractOrder;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly check: AnswerCheck;
  readonly document: OpenDocument;
  readonly pages: readonly number[];
  readonly gateway: FoundGateway;
}

async function extract(extraction: Extraction): Promise<number> {
  const { order, check, document, pages, gateway } = extraction;
  const sender = openSender(gateway.url, gateway.key);
  const reading = await agreeReading(extraction, sender);
  const file =
    order.out === "-" ? openPageStream(reading.run) : openPageFile(order.out, reading.run);
  if ("refused" in file) throw new Error(file.refused);
  const purse = openPurse(order.budget);
  const before = pages.filter((page) => file.records.get(page)?.failure === null).length;
  const startedMs = performance.now();
  const progress = openProgress({
    pages: pages.length,
    before,
    purse,
    nowMs: () => performance.now(),
  });
  for (const line of notes(extraction, before)) progress.say(line);
  const stop = openStopSign();
  const calls = openPageCalls(sender, stop.signal);
  const release = stopOnSignals(stop, calls, progress.say);
  const told: Reader["told"] = (record) => progress.page(record);
  try {
    const reader = { reading, document, check, calls, file, purse, stop, told };
    await readPages(reader, { ...order, pages });
  } finally {
    release();
    progress.close();
    file.close();
  }
  return tellEnd(extraction, { file, stop, purse, elapsedMs: performance.now() - startedMs });
}

/** What is good to know before the first page. */
function notes({ check, gateway, order }: Extraction, before: number): readonly string[] {
  return [
    ...check.warnings.map((warning) => `${order.schema}: ${warning}`),
    ...(gateway.own
      ? ["A sandbox of its own answers: what it says is made up, and nothing is charged."]
      : []),
    ...(before > 0 ? [`Going on with ${order.out}: ${before} pages are read already.`] : []),
  ];
}

interface Ended {
  readonly file: PageFile;
  readonly stop: StopSign;
  readonly purse: Purse;
  readonly elapsedMs: number;
}

function tellEnd({ order, pages }: Extraction, { file, stop, purse, elapsedMs }: Ended): number {
  const { out, command } = order;
  const budget = formatDollars(order.budget);
  const { records } = file;
  const stopped = stop.stopped();
  const whole = isWhole({ pages, records });
  const nothing = [...records.values()].every(({ bill }) => bill.cost === zero);
  if (stopped !== null && !whole) {
    const small = `the budget of $${budget} is too small for one page`;
    const used = `the budget of $${budget} leaves no room for the next page`;
    const why = { budget: nothing ? small : used, halted: "stopped", interrupted: "stopped" };
    process.stderr.write(`farebox: ${why[stopped.kind]}: ${stopped.sentence}\n`);
  }
  // A run that never began has nothing to sum up.
  const unknown = purse.running();
  if (stopped !== null && records.size === 0 && unknown === 0) return exits.partly;
  const end = { pages, records, out, budget, stopped, unknown, elapsedMs, command };
  (out === "-" ? process.stderr : process.stdout).write(formatSummary(end));
  if (whole) return exits.whole;
  return stopped?.kind === "interrupted" ? exits.interrupted : exits.partly;
}

function readSchema(path: string): Readonly<Record<string, unknown>> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`there is no ${path}`);
  if (!stat.isFile()) throw new Error(`${path} is no file`);
  if (stat.size > limits.extractSchemaBytesMax) {
    throw new Error(`${path} is larger than ${limits.extractSchemaBytesMax} bytes`);
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
  if (!isRecord(json)) throw new Error(`${path} is no JSON Schema: it must be a JSON object`);
  return json;
}

function choosePages({ document, pages }: ExtractOrder, pageCount: number): readonly number[] {
  const chosen = selectPages(pages ?? [{ first: 1, last: null }], pageCount);
  if ("pages" in chosen) return chosen.pages;
  throw new Error(`${document} has ${pageCount} pages; --pages asks for page ${chosen.missing}`);
}

/** Asks what the model is, and gives what is read, and how, its name. */
async function agreeReading(extraction: Extraction, sender: Sender): Promise<Reading> {
  const { order, schema, document, gateway } = extraction;
  const { maxTokens, detail, instructions } = order;
  const path = `/v1/models/${order.model.split("/").map(step).join("/")}`;
  const reply = await sender.send({ path });
  if (reply.status !== 200) throw new Error(sender.explain(reply));
  // Other servers list models too, and none of them would keep the budget.
  if (at(reply.json, "architecture") === undefined) {
    throw new Error(`what answers at ${sender.url} is no Farebox gateway`);
  }
  const model = String(at(reply.json, "id"));
  if (!listAt(reply.json, "architecture.input_modalities").includes("image")) {
    throw new Error(`${model} takes no pictures: name a model with --model that does`);
  }
  const textOnly = listAt(reply.json, "architecture.output_modalities").includes("image");
  const named = [
    method,
    document.hash,
    schema,
    model,
    maxTokens,
    detail,
    instructions,
    gateway.own,
  ];
  const hash = createHash("sha256").update(JSON.stringify(named)).digest("hex");
  return { run: hash.slice(0, 24), model, schema, maxTokens, detail, instructions, textOnly };
}
