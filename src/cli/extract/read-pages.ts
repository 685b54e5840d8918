import {
  addBills,
  type NextStep,
  type PageBill,
  type PageRecord,
  unbilled,
} from "../../core/extraction/page-line.ts";
import type { Purse } from "../../core/extraction/purse.ts";
import { limits } from "../../core/limits.ts";
import { formatDollars, type Picodollars } from "../../core/money/picodollars.ts";
import type { DrawingFailure, DrawnPage, OpenDocument } from "../../ports/pages.ts";
import type { AnswerCheck } from "./answer-check.ts";
import type { Intent } from "./intents.ts";
import { composePageBody, type Misfit, type Reading } from "./page-body.ts";
import type { CallEnd, PageCalls } from "./page-calls.ts";
import type { PageFile } from "./page-file.ts";
import type { StopSign } from "./stop-sign.ts";

/** All that reading pages takes. */
export interface Reader {
  readonly reading: Reading;
  readonly document: OpenDocument;
  readonly check: AnswerCheck;
  readonly calls: PageCalls;
  readonly file: PageFile;
  readonly purse: Purse;
  readonly stop: StopSign;
  /** Hears of every page that is read or has failed. */
  readonly told: (record: PageRecord) => void;
}

export interface ReadOrder {
  readonly pages: readonly number[];
  /** Calls at once. */
  readonly parallel: number;
  /** True where pages whose failure was paid for are paid for anew. */
  readonly again: boolean;
}

/** Calls of one page in one run: its question, once more where it was lost, and one repair. */
const callsPerPage = 3;

/**
 * Reads pages until all are read, the budget is used up, or it is stopped. Before each call, what
 * is spent, what runs and the call's ceiling fit in the budget together; each call is noted before
 * it is sent and bears the same name in every run, so that none is made and paid twice.
 */
export async function readPages(reader: Reader, order: ReadOrder): Promise<void> {
  const { file, purse } = reader;
  // What a crash left may be charged already: it counts until it is known.
  for (const { ceiling } of file.leftovers) purse.admit(ceiling);
  for (const { bill } of file.records.values()) purse.spend(bill.cost);
  const left = file.leftovers.map(({ page }) => page);
  const queue = [...new Set([...left, ...order.pages])];
  const state: State = { reader, again: order.again, failures: 0 };
  const work = async (): Promise<void> => {
    for (let page = queue.shift(); page !== undefined; page = queue.shift()) {
      if (reader.stop.stopped() !== null) return;
      await readPage(state, page);
    }
  };
  await Promise.all(Array.from({ length: order.parallel }, work));
}

interface State {
  readonly reader: Reader;
  readonly again: boolean;
  /** Pages in a row that failed and cost nothing. */
  failures: number;
}

async function readPage(state: State, page: number): Promise<void> {
  const { reader } = state;
  let again = state.again;
  let drawn: DrawnPage | null = null;
  for (let turn = 0; turn < callsPerPage; turn += 1) {
    const before = reader.file.records.get(page) ?? null;
    const left = findLeftover(reader, page, before);
    if ((left === null && !wants(before, again)) || reader.stop.stopped() !== null) return;
    if (turn > 0 && before?.failure?.next !== "repair" && !isLostForFree(before)) return;
    again = false;
    const picture: DrawnPage | DrawingFailure = drawn ?? (await reader.document.draw(page));
    if ("failed" in picture) return keepUnread(reader, page, picture.failed);
    drawn = picture;
    const intent = await askPage(state, { page, before, picture });
    if (intent === null) return;
  }
}

/** A call that a crash of the gateway took and nobody paid for: only its name is used up. */
function isLostForFree(record: PageRecord | null): boolean {
  return record?.failure?.code === "output_expired" && record.failure.next === "ask";
}

function wants(record: PageRecord | null, again: boolean): boolean {
  if (record === null) return true;
  return record.failure !== null && (record.failure.next !== "again" || again);
}

/** The page's next call, where an earlier run may have made it already. */
function findLeftover({ file }: Reader, page: number, before: PageRecord | null): Intent | null {
  const call = (before?.bill.calls ?? 0) + 1;
  return file.leftovers.find((one) => one.page === page && one.call === call) ?? null;
}

interface Asked {
  readonly page: number;
  readonly before: PageRecord | null;
  readonly picture: DrawnPage;
}

/** Makes the page's next call and keeps its end; null where it was not made, or not answered. */
async function askPage(state: State, asked: Asked): Promise<Intent | null> {
  const { reader } = state;
  const { file, purse, calls, stop } = reader;
  const { page, before, picture } = asked;
  const call = (before?.bill.calls ?? 0) + 1;
  const body = composePageBody(reader.reading, picture, misfitOf(before));
  const left = findLeftover(reader, page, before);
  const ceiling = left?.ceiling ?? (await findRoom(reader, page, body));
  if (ceiling === null) return null;
  const intent = { page, call, ceiling };
  if (left === null) file.intend(intent);

  // From here it may cost something: whatever comes back is kept before anything else is done.
  const name = `extract-${reader.reading.run}-p${page}-c${call}`;
  const capped = ceiling === 0n ? body : { ...body, max_cost: formatDollars(ceiling) };
  stop.began(name);
  const end = await calls.complete(name, capped);
  const cancelled = stop.ended(name);
  if (end.kind === "unknown") {
    stop.stop({ kind: "halted", sentence: end.message });
    return null;
  }
  purse.resolve(ceiling, end.bill.cost);
  const record = recordOf(reader, asked, { end, cancelled });
  file.write(record);
  file.settle(intent);
  reader.told(record);
  judge(state, end);
  stop.changed();
  return intent;
}

/** The answer that is to be mended, where there is one. */
function misfitOf(before: PageRecord | null): Misfit | null {
  if (before === null || before.failure?.next !== "repair" || before.answer === null) return null;
  return { answer: before.answer, faults: before.failure.message };
}

/** Waits until the call fits in the budget; null where it never will, or all is stopped. */
async function findRoom(
  { calls, purse, stop }: Reader,
  page: number,
  body: Readonly<Record<string, unknown>>,
): Promise<Picodollars | null> {
  // Each turn waits for the end of a call, and every page has a few of them at most.
  for (let turn = 0; turn <= callsPerPage * limits.documentPagesMax; turn += 1) {
    const priced = await calls.price(body);
    if (stop.stopped() !== null) return null;
    if (!("ceiling" in priced)) {
      stop.stop({ kind: "halted", sentence: priced.refused });
      return null;
    }
    const { ceiling, refused } = priced;
    if (refused === null && purse.reserve(ceiling)) return ceiling;
    if (purse.running() > 0) {
      await stop.nextChange();
      continue;
    }
    const most = `page ${page} may cost up to $${formatDollars(ceiling)}`;
    // The budget first: a private gateway holds no more money than that.
    if (refused === null || !purse.fits(ceiling)) stop.stop({ kind: "budget", sentence: most });
    else stop.stop({ kind: "halted", sentence: `${most}, which is refused now (${refused})` });
    return null;
  }
  return null;
}

interface Ended {
  readonly end: Exclude<CallEnd, { readonly kind: "unknown" }>;
  readonly cancelled: boolean;
}

function recordOf(reader: Reader, { page, before }: Asked, { end, cancelled }: Ended): PageRecord {
  const bill = addBills(before?.bill ?? unbilled, end.bill);
  if (end.kind === "failed") {
    // Nothing was produced: asking again is free. What was cut off for want of money goes on too.
    const next = end.bill.cost === 0n || end.halt ? "ask" : "again";
    return failed({ page, bill, code: end.code, message: end.message, next });
  }
  const looked = reader.check.look(end.content);
  const { sandbox } = end;
  if ("data" in looked) {
    return { page, data: looked.data, failure: null, answer: null, bill, sandbox };
  }
  const answer = end.content;
  if (cancelled) {
    const message = "it was stopped in mid-answer";
    return failed({ page, bill, code: "stopped", message, next: "ask", answer, sandbox });
  }
  const cut = `the answer was cut off at ${reader.reading.maxTokens} tokens; `;
  const message = `${end.cut ? cut : ""}${looked.faults}`;
  // One repair for each question: an answer to a repair is not repaired again.
  const next = before?.failure?.next === "repair" ? "again" : "repair";
  return failed({ page, bill, code: "answer_does_not_fit", message, next, answer, sandbox });
}

interface Failing {
  readonly page: number;
  readonly bill: PageBill;
  readonly code: string;
  readonly message: string;
  readonly next: NextStep;
  readonly answer?: string;
  readonly sandbox?: boolean;
}

function failed(failing: Failing): PageRecord {
  const { page, bill, code, message, next, answer = null, sandbox = false } = failing;
  return { page, data: null, failure: { code, message, next }, answer, bill, sandbox };
}

/** A page that can't be drawn costs nothing, and keeps nobody from the others. */
function keepUnread(reader: Reader, page: number, message: string): void {
  const bill = reader.file.records.get(page)?.bill ?? unbilled;
  const record = failed({ page, bill, code: "page_unreadable", message, next: "ask" });
  reader.file.write(record);
  reader.told(record);
}

/** Ends the run where the next page would fare no better. */
function judge(state: State, end: Ended["end"]): void {
  const { stop } = state.reader;
  if (end.kind === "answered" || end.bill.cost > 0n) state.failures = 0;
  else state.failures += 1;
  if (end.kind === "answered") return;
  if (end.halt) stop.stop({ kind: "halted", sentence: end.message });
  else if (state.failures >= limits.extractFailuresMax) {
    const sentence = `${state.failures} pages in a row have failed: ${end.message}`;
    stop.stop({ kind: "halted", sentence });
  }
}
