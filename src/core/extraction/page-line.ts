import { isRecord } from "../is-record.ts";
import { formatDollars, type Picodollars, parseDollars, plus, zero } from "../money/picodollars.ts";

/** What one page has cost so far, all its calls together. */
export interface PageBill {
  readonly cost: Picodollars;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Calls that were answered; the next one's number is one more. */
  readonly calls: number;
  /** The newest of them, as the gateway names it; null where there was none. */
  readonly id: string | null;
}

export const unbilled: PageBill = {
  cost: zero,
  promptTokens: 0,
  completionTokens: 0,
  calls: 0,
  id: null,
};

/**
 * What going on does with a page that failed: `ask` asks anew (nothing was produced, or it was
 * stopped), `repair` has its answer mended, `again` leaves it until it is told to pay anew.
 */
export type NextStep = "ask" | "repair" | "again";

export interface PageFailure {
  readonly code: string;
  readonly message: string;
  readonly next: NextStep;
}

export interface PageRecord {
  readonly page: number;
  /** JSON text of what was read from the page; null where it failed. */
  readonly data: string | null;
  readonly failure: PageFailure | null;
  /** What the model said, where it was paid for and does not fit; else null. */
  readonly answer: string | null;
  readonly bill: PageBill;
  /** True where the sandbox made it up. */
  readonly sandbox: boolean;
}

export function addBills(one: PageBill, other: PageBill): PageBill {
  return {
    cost: plus(one.cost, other.cost),
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    calls: one.calls + other.calls,
    id: other.id ?? one.id,
  };
}

/** A page as one line of JSON, with its line end. `run` names what the page is read by. */
export function writePageLine(run: string, record: PageRecord): string {
  const { page, data, failure, answer, bill, sandbox } = record;
  const told = data === null ? `"error":${JSON.stringify(failure)}` : `"data":${data}`;
  const rest = {
    ...(answer === null ? {} : { answer }),
    cost: formatDollars(bill.cost),
    tokens: { prompt: bill.promptTokens, completion: bill.completionTokens },
    id: bill.id,
    calls: bill.calls,
    ...(sandbox ? { sandbox } : {}),
    run,
  };
  return `{"page":${page},${told},${JSON.stringify(rest).slice(1)}\n`;
}

/** Reads a line that `writePageLine` wrote; null where it is none, or one of another run. */
export function readPageLine(run: string, line: string): PageRecord | null {
  const json = parseOrNull(line);
  if (!isRecord(json) || json["run"] !== run) return null;
  const { page, cost, tokens, id, calls, answer, error } = json;
  const paid = typeof cost === "string" ? parseDollars(cost) : null;
  if (!isCount(page) || paid === null || !isRecord(tokens) || !isCount(calls)) return null;
  const { prompt, completion } = tokens;
  if (!isCount(prompt) || !isCount(completion)) return null;
  const failure = readFailure(error);
  if (failure === null && !("data" in json)) return null;
  return {
    page,
    data: failure === null ? JSON.stringify(json["data"]) : null,
    failure,
    answer: typeof answer === "string" ? answer : null,
    bill: {
      cost: paid,
      promptTokens: prompt,
      completionTokens: completion,
      calls,
      id: typeof id === "string" ? id : null,
    },
    sandbox: json["sandbox"] === true,
  };
}

function readFailure(error: unknown): PageFailure | null {
  if (!isRecord(error)) return null;
  const { code, message, next } = error;
  const steps: readonly NextStep[] = ["ask", "repair", "again"];
  const step = steps.find((one) => one === next);
  if (typeof code !== "string" || typeof message !== "string" || step === undefined) return null;
  return { code, message, next: step };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
