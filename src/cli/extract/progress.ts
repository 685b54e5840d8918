import type { PageRecord } from "../../core/extraction/page-line.ts";
import type { Purse } from "../../core/extraction/purse.ts";
import { formatDollars, type Picodollars, picodollars } from "../../core/money/picodollars.ts";

/** What a run shows while it goes on, on standard error. */
export interface Progress {
  page(record: PageRecord): void;
  /** A line of its own, above the bar where there is one. */
  say(line: string): void;
  close(): void;
}

export interface ProgressTerms {
  /** Pages that are asked for, and those of them that were read before. */
  readonly pages: number;
  readonly before: number;
  readonly purse: Purse;
  readonly nowMs: () => number;
}

/** Milliseconds between two drawings of the bar: the time left should be seen to fall. */
const redrawMs = 500;
const barWidth = 24;

/** A bar where somebody looks, else a line a page. */
export function openProgress(terms: ProgressTerms): Progress {
  return process.stderr.isTTY === true ? openBar(terms) : openLines(terms);
}

function openLines({ pages, before, purse }: ProgressTerms): Progress {
  let done = before;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    page(record) {
      if (record.failure === null) done += 1;
      const sum = `${showCents(purse.spent())} of $${formatDollars(purse.limit)}`;
      say(`${tellPage(record)} (${done} of ${pages} pages, ${sum})`);
    },
    say,
    close: () => {},
  };
}

function openBar(terms: ProgressTerms): Progress {
  const { pages, before, purse, nowMs } = terms;
  const startedMs = nowMs();
  let done = before;
  const draw = (): void => {
    const line = formatBar({
      pages,
      done,
      read: done - before,
      spent: purse.spent(),
      limit: purse.limit,
      elapsedMs: nowMs() - startedMs,
    });
    process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  };
  const say = (line: string): void => {
    process.stderr.write(`\r\x1b[K${line}\n`);
    draw();
  };
  const timer = setInterval(draw, redrawMs);
  draw();
  return {
    page(record) {
      if (record.failure === null) done += 1;
      if (record.failure === null) draw();
      else say(tellPage(record));
    },
    say,
    close() {
      clearInterval(timer);
      draw();
      process.stderr.write("\n");
    },
  };
}

export interface BarFacts {
  readonly pages: number;
  readonly done: number;
  /** Pages of this run: the time left follows from its own pace. */
  readonly read: number;
  readonly spent: Picodollars;
  readonly limit: Picodollars;
  readonly elapsedMs: number;
}

/** `[██████░░░░░░] 12/40 pages  $0.1469 of $2.00  0:42 left` */
export function formatBar(facts: BarFacts): string {
  const { pages, done, read, spent, limit, elapsedMs } = facts;
  const full = pages === 0 ? barWidth : Math.floor((barWidth * done) / pages);
  const bar = `${"█".repeat(full)}${"░".repeat(barWidth - full)}`;
  const leftMs = read === 0 ? null : (elapsedMs / read) * (pages - done);
  const left = leftMs === null ? "" : `  ${formatDuration(leftMs)} left`;
  return `[${bar}] ${done}/${pages} pages  ${showCents(spent)} of $${formatDollars(limit)}${left}`;
}

/** Minutes and seconds, with hours where there are any. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

function tellPage({ page, failure, bill }: PageRecord): string {
  if (failure === null) return `page ${page}: $${formatDollars(bill.cost)}`;
  const repair = failure.next === "repair" ? "; asking once more" : "";
  return `page ${page}: ${failure.message} (${failure.code})${repair}`;
}

/** Four decimals, rounded up: a running sum that never says less than was spent. */
function showCents(amount: Picodollars): string {
  const step = 100_000_000n;
  const up = picodollars(((amount + step - 1n) / step) * step);
  const [whole = "0", fraction = ""] = formatDollars(up).split(".");
  return `$${whole}.${fraction.padEnd(4, "0")}`;
}
