import type { Entry } from "../../core/ledger/types.ts";
import type { Books } from "../../ports/store.ts";
import type { MemoryTables } from "./tables.ts";

/** The books as they are now; what is committed later does not show. */
export function openMemoryBooks(tables: MemoryTables): Books {
  const journals = [...tables.journals.values()].map((journal) => [...journal]);
  const balances = [...tables.balances.values()];
  const holds = [...tables.holds.values()];
  const spends = [...tables.sums.spends.values()];
  const sessions = [...tables.sums.sessions.values()];
  const cycles = [...tables.sums.cycles.values()];
  const usage = [...tables.sums.usage.values()];
  const sessionDays = [...tables.sums.sessionDays.values()];
  return {
    entries: () => each(flat(journals)),
    balances: () => each(balances),
    holds: () => each(holds),
    spends: () => each(spends),
    sessions: () => each(sessions),
    cycles: () => each(cycles),
    usage: () => each(usage),
    sessionDays: () => each(sessionDays),
    remembered: async (head) => tables.heads.get(head) ?? null,
    remember: async (head, sequences) => {
      tables.heads.set(head, new Map(sequences));
    },
    close: async () => undefined,
  };
}

function* flat(journals: readonly (readonly Entry[])[]): Iterable<Entry> {
  for (const journal of journals) yield* journal;
}

async function* each<Row>(rows: Iterable<Row>): AsyncIterable<Row> {
  yield* rows;
}
