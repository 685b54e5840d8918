import type { PageRecord } from "../../core/extraction/page-line.ts";
import {
  formatDollars,
  type Picodollars,
  picodollars,
  plus,
  zero,
} from "../../core/money/picodollars.ts";
import { formatFields } from "../fields.ts";
import { formatDuration } from "./progress.ts";
import type { Stopped } from "./stop-sign.ts";

/** A run that has ended, whole or not. */
export interface RunEnd {
  readonly pages: readonly number[];
  readonly records: ReadonlyMap<number, PageRecord>;
  readonly out: string;
  readonly budget: string;
  readonly stopped: Stopped | null;
  /** Calls whose end is not known. */
  readonly unknown: number;
  readonly elapsedMs: number;
  /** The command line, to be repeated. */
  readonly command: string;
}

/** Whether every page that was asked for has been read. */
export function isWhole({ pages, records }: Pick<RunEnd, "pages" | "records">): boolean {
  return pages.every((page) => records.get(page)?.failure === null);
}

/** What is done, what it cost, and how to go on. */
export function formatSummary(end: RunEnd): string {
  const { pages, records, out, budget, elapsedMs } = end;
  const kept = [...records.values()];
  const read = pages.filter((page) => records.get(page)?.failure === null).length;
  const cost = kept.reduce((sum, { bill }) => plus(sum, bill.cost), zero);
  const paid = kept.filter(({ bill }) => bill.cost > 0n).length;
  const each = paid === 0 ? "" : `; about $${formatDollars(shareOf(cost, paid))} a page`;
  const sumOf = (count: (record: PageRecord) => number): string =>
    kept.reduce((sum, record) => sum + count(record), 0).toLocaleString("en-US");
  const prompt = sumOf(({ bill }) => bill.promptTokens);
  const completion = sumOf(({ bill }) => bill.completionTokens);
  const fields = {
    pages: `${read} of ${pages.length} read${out === "-" ? "" : `, in ${out}`}`,
    cost: `$${formatDollars(cost)} of $${budget}${each}`,
    tokens: `${prompt} prompt, ${completion} completion`,
    time: formatDuration(elapsedMs),
    ...(kept.some(({ sandbox }) => sandbox) ? { answers: "made up by the sandbox" } : {}),
  };
  return `${formatFields(fields)}${tellRest(end)}`;
}

/** A share in whole micro-dollars: to compare, not to pay by. */
function shareOf(cost: Picodollars, pages: number): Picodollars {
  const micro = 1_000_000n;
  return picodollars((cost / BigInt(pages) / micro) * micro);
}

function tellRest(end: RunEnd): string {
  const { pages, records, command, stopped, unknown } = end;
  if (isWhole(end)) return "";
  const failed = pages.flatMap((page) => records.get(page) ?? []).filter(isFailed);
  const paid = failed.filter(({ failure }) => failure?.next === "again");
  const open = pages.length - pages.filter((page) => isDone(records.get(page))).length;
  const lines: string[] = [];
  if (unknown > 0) {
    const calls = unknown === 1 ? "1 call has" : `${unknown} calls have`;
    lines.push(`${calls} no known end; going on finds it out, and nothing is paid twice.`);
  }
  if (open - paid.length > 0) {
    const budget = stopped?.kind === "budget" ? ", with a larger --budget" : "";
    lines.push(`Go on${budget}: ${command}`);
  }
  if (paid.length > 0) {
    const which = paid.map(({ page }) => page).join(", ");
    lines.push(`Paid for, and not as the schema says: ${which}.`, `Pay anew: ${command} --again`);
  }
  return `\n${lines.join("\n")}\n`;
}

function isDone(record: PageRecord | undefined): boolean {
  return record !== undefined && record.failure === null;
}

function isFailed({ failure }: PageRecord): boolean {
  return failure !== null;
}
