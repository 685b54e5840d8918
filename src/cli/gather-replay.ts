import {
  formatDollars,
  minus,
  type Picodollars,
  parseDollars,
  plus,
} from "../core/money/picodollars.ts";
import type { AdminCall, AdminClient } from "./admin-client.ts";
import { at, listAt } from "./at.ts";

/** Answers asked for in one replay: at five thousand calls each, more than any gateway has kept. */
const answersMax = 100_000;

/**
 * Asks for stretch after stretch of the records and adds them up, exactly: memory holds one row for
 * each target, however many calls there are.
 */
export async function gatherReplay(
  client: AdminClient,
  query: NonNullable<AdminCall["query"]>,
  progress: (callsRead: unknown) => void,
): Promise<Record<string, unknown>> {
  let gathered: unknown = null;
  let after: string | undefined;
  for (let answers = 0; answers < answersMax; answers += 1) {
    const { text } = await client.send({ path: "/replay", query: { ...query, after } });
    // All its amounts are decimal strings, so that no number of it loses digits.
    const report: unknown = JSON.parse(text);
    const sum = gathered === null ? { ...Object(report) } : addReports(gathered, report);
    progress(at(sum, "calls_read"));
    const next = at(report, "next");
    if (typeof next !== "string") return sum;
    after = next;
    gathered = sum;
  }
  throw new Error(`the gateway had no end of records after ${answersMax} answers`);
}

function addReports(first: unknown, second: unknown): Record<string, unknown> {
  const added = listAt(second, "data");
  return {
    ...Object(second),
    calls_read: addCounts(first, second, "calls_read"),
    calls: addCounts(first, second, "calls"),
    recorded: addDollars(first, second, "recorded"),
    data: listAt(first, "data").map((row, index) => addRows(row, added[index])),
  };
}

function addRows(first: unknown, second: unknown): Record<string, unknown> {
  const recorded = addDollars(first, second, "recorded");
  const cost = addDollars(first, second, "cost");
  return {
    ...Object(first),
    calls: addCounts(first, second, "calls"),
    recorded,
    cost,
    cost_min: addDollars(first, second, "cost_min"),
    cost_max: addDollars(first, second, "cost_max"),
    saving: formatDollars(minus(readAmount(recorded), readAmount(cost))),
    pictures_recounted: addCounts(first, second, "pictures_recounted"),
    text_translated: addCounts(first, second, "text_translated"),
    not_compared: addReasons(listAt(first, "not_compared"), listAt(second, "not_compared")),
  };
}

function addReasons(first: readonly unknown[], second: readonly unknown[]): readonly unknown[] {
  const sums = new Map<unknown, Record<string, unknown>>();
  for (const one of [...first, ...second]) {
    const reason = at(one, "reason");
    const known = sums.get(reason);
    const calls = known === undefined ? at(one, "calls") : addCounts(known, one, "calls");
    sums.set(reason, { ...Object(one), calls });
  }
  return [...sums.values()];
}

function addCounts(first: unknown, second: unknown, path: string): number {
  return Number(at(first, path)) + Number(at(second, path));
}

function addDollars(first: unknown, second: unknown, path: string): string {
  return formatDollars(plus(readAmount(at(first, path)), readAmount(at(second, path))));
}

function readAmount(given: unknown): Picodollars {
  const amount = typeof given === "string" ? parseDollars(given) : null;
  if (amount === null) throw new Error("the gateway answered an amount that is none");
  return amount;
}
