import type {
  Balance,
  CycleTotal,
  Entry,
  Hold,
  Session,
  SessionDay,
  Spend,
  UsageTotal,
} from "../../core/ledger/types.ts";

/** What an audit asks of the thread that reads for it. */
export interface BooksTalk {
  /** Opens the folder's database and fixes the instant that is read. */
  readonly open: { readonly question: string; readonly answer: null };
  readonly entries: { readonly question: EntryPlace; readonly answer: readonly Entry[] };
  readonly balances: { readonly question: string; readonly answer: readonly Balance[] };
  readonly holds: { readonly question: string; readonly answer: readonly Hold[] };
  readonly spends: { readonly question: ListPlace; readonly answer: readonly Spend[] };
  readonly sessions: { readonly question: ListPlace; readonly answer: readonly Session[] };
  readonly cycles: { readonly question: ListPlace; readonly answer: readonly CycleTotal[] };
  readonly usage: { readonly question: ListPlace; readonly answer: readonly UsageTotal[] };
  readonly sessionDays: { readonly question: ListPlace; readonly answer: readonly SessionDay[] };
  readonly remembered: {
    readonly question: string;
    readonly answer: ReadonlyMap<string, number> | null;
  };
  readonly remember: { readonly question: string; readonly answer: null };
  readonly close: { readonly question: null; readonly answer: null };
}

/** A list is read from its start, and on from where the last page of it ended. */
export type ListPlace = "start" | "next";

/** The last entry that was read; the next page begins after it. */
export interface EntryPlace {
  readonly accountId: string;
  readonly sequence: number;
}
