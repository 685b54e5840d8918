import { sumUsage } from "../../core/ledger/call-usage.ts";
import { sessionName } from "../../core/ledger/sums.ts";
import type { Entry, Hold, Instant, Session, UsageTotal } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import { cycleOf, dayOf, formatDay } from "../../core/money/cycle.ts";
import { plus, zero } from "../../core/money/picodollars.ts";
import type {
  CallQuery,
  EntriesQuery,
  KeyUse,
  PageOf,
  Reports,
  SessionQuery,
  StatementLine,
  UsageQuery,
  UsageRow,
} from "../../ports/store.ts";
import { numberOfPlace, openingOfPlace } from "../places.ts";
import { cycleSum, lineFromEntry } from "../statement-lines.ts";
import type { MemoryTables } from "./tables.ts";

export function memoryReports(tables: MemoryTables): Reports {
  const { sums } = tables;
  return {
    spent: async (scope) => sums.spends.get(scope) ?? { scope, charged: zero, held: zero },
    session: async (accountId, sessionId) => tables.session(accountId, sessionId),
    idleSessions: async (before, limit) => idleSessions(tables, before).slice(0, limit),
    sessions: async (query) => sessions(tables, query),
    journal: async ({ after, limit }) => {
      const from = numberOfPlace(after);
      if (from === null) return [];
      return tables.journal
        .slice(from, from + limit)
        .map((entry, index) => ({ place: String(from + index + 1), entry }));
    },
    entriesOf: async (query) => entriesOf(tables, query),
    cycles: async (accountId) =>
      [...sums.cycles.values()]
        .filter((total) => total.accountId === accountId)
        .sort((first, second) => (first.cycle < second.cycle ? -1 : 1))
        .map(cycleSum),
    statementLines: async (accountId, cycle, page) =>
      statementLines(tables, { accountId, cycle }, page),
    usage: async (query) => usageRows([...sums.usage.values()], query),
    keyUses: async (query) => query.keyIds.map((keyId) => keyUse(tables, keyId, query.from)),
    calls: async (query) => calls(tables, query),
  };
}

function entriesOf(tables: MemoryTables, query: EntriesQuery): readonly Entry[] {
  const { accountId, subject, after, limit } = query;
  if (tables.hold(subject) === null && tables.movement(subject) === null) return [];
  return (tables.journals.get(accountId) ?? [])
    .filter((entry) => entry.subject === subject && entry.sequence > after)
    .slice(0, limit);
}

function idleSessions(tables: MemoryTables, before: number): readonly Session[] {
  const busy = new Set<string>();
  for (const id of tables.openHoldIds) {
    const { accountId, sessionId } = tables.hold(id)?.order ?? { accountId: "", sessionId: null };
    if (sessionId !== null) busy.add(sessionName({ accountId, sessionId }));
  }
  return [...tables.sums.newestSessions.values()]
    .filter(({ settledAt, lastAt }) => settledAt === null && lastAt < before)
    .filter((session) => !busy.has(sessionName(session)))
    .sort((first, second) => first.lastAt - second.lastAt);
}

function sessions(tables: MemoryTables, query: SessionQuery): readonly Session[] {
  const { accountId, open, page } = query;
  const after = openingOfPlace(page.after);
  if (after === null) return [];
  return [...tables.sums.sessions.values()]
    .filter((one) => one.accountId === accountId)
    .filter((one) => open === null || open === (one.settledAt === null))
    .filter((one) => compareOpenings(one, after) > 0)
    .sort(compareOpenings)
    .slice(0, page.limit);
}

function compareOpenings(
  one: Pick<Session, "sessionId" | "opening">,
  other: Pick<Session, "sessionId" | "opening">,
): number {
  if (one.sessionId !== other.sessionId) return one.sessionId < other.sessionId ? -1 : 1;
  return one.opening - other.opening;
}

function statementLines(
  tables: MemoryTables,
  of: { readonly accountId: string; readonly cycle: string },
  { after, limit }: PageOf<string>,
): readonly StatementLine[] {
  const from = numberOfPlace(after);
  if (from === null) return [];
  return (tables.journals.get(of.accountId) ?? [])
    .filter(({ sequence, at }) => sequence > from && cycleOf(at) === of.cycle)
    .filter(({ kind, subject }) => {
      if (kind === "session_settled") return true;
      if (kind !== "hold_settled" && kind !== "hold_recovered") return false;
      return tables.hold(subject)?.order.sessionId === null;
    })
    .slice(0, limit)
    .map(lineFromEntry);
}

function usageRows(totals: readonly UsageTotal[], query: UsageQuery): readonly UsageRow[] {
  const [first, last] = [dayOf(query.from), dayOf(query.to)];
  const start = numberOfPlace(query.page?.after ?? null);
  if (start === null) return [];
  const rows = new Map<string, UsageRow>();
  for (const total of totals) {
    if (total.day < first || total.day > last || !fits(total, query)) continue;
    if ((total.sessionId === null) === (query.groupBy === "session")) continue;
    const group = groupOf(total, query.groupBy);
    rows.set(group, addRow(rows.get(group), total, group));
  }
  const found = [...rows.values()].sort((one, other) => {
    if (query.groupBy !== "day" && one.cost !== other.cost) return one.cost > other.cost ? -1 : 1;
    return one.group < other.group ? -1 : 1;
  });
  return found.slice(start, start + (query.page?.limit ?? limits.usageRowsMax));
}

function fits(
  row: { readonly [Name in "accountId" | "projectId" | "keyId" | "model"]: string },
  query: { readonly [Name in "accountId" | "projectId" | "keyId" | "model"]: string | null },
): boolean {
  return (["accountId", "projectId", "keyId", "model"] as const).every(
    (name) => query[name] === null || query[name] === row[name],
  );
}

function groupOf(total: UsageTotal, groupBy: UsageQuery["groupBy"]): string {
  switch (groupBy) {
    case "day":
      return formatDay(total.day);
    case "model":
      return total.model;
    case "key":
      return total.keyId;
    case "project":
      return total.projectId;
    case "account":
      return total.accountId;
    case "session":
      return total.sessionId ?? "";
  }
}

function addRow(known: UsageRow | undefined, total: UsageTotal, group: string): UsageRow {
  const { calls, usage, cost, providerCost, shortfall } = total;
  if (known === undefined) return { group, calls, usage, cost, providerCost, shortfall };
  return {
    group,
    calls: known.calls + calls,
    usage: sumUsage(known.usage, usage),
    cost: plus(known.cost, cost),
    providerCost: plus(known.providerCost, providerCost),
    shortfall: plus(known.shortfall, shortfall),
  };
}

function keyUse(tables: MemoryTables, keyId: string, from: Instant): KeyUse {
  const totals = [...tables.sums.usage.values()].filter(
    (total) => total.keyId === keyId && total.sessionId === null,
  );
  const counted = totals.filter(({ day }) => day >= dayOf(from));
  const running = [...tables.openHoldIds]
    .map((id) => tables.hold(id)?.order)
    .filter((order) => order?.keyId === keyId);
  const instants = [
    ...totals.map(({ lastAt }) => lastAt),
    ...running.map((order) => order?.at ?? 0),
  ];
  return {
    keyId,
    calls: counted.reduce((sum, { calls }) => sum + calls, 0),
    cost: counted.reduce((sum, { cost }) => plus(sum, cost), zero),
    lastAt: instants.length === 0 ? null : Math.max(...instants),
  };
}

function calls(tables: MemoryTables, query: CallQuery): readonly Hold[] {
  const holds = [...tables.holds.values()].reverse();
  const { after, limit } = query.page;
  const place = after === null ? -1 : holds.findIndex(({ order }) => order.id === after);
  if (after !== null && place < 0) return [];
  return holds
    .slice(place + 1)
    .filter((hold) => fitsCall(hold, query))
    .slice(0, limit);
}

function fitsCall(hold: Hold, query: CallQuery): boolean {
  const { order } = hold;
  if (!fits(order, query)) return false;
  if (query.sessionId !== null && order.sessionId !== query.sessionId) return false;
  if (query.from !== null && order.at < query.from) return false;
  if (query.to !== null && order.at >= query.to) return false;
  return query.status === null || query.status === statusOf(hold);
}

function statusOf({ state, outcome }: Hold): string | undefined {
  if (state === "open") return "running";
  return state === "recovered" ? "recovered" : outcome?.status;
}
