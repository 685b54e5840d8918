import type { Entry, Hold, Instant, Session, Spend } from "../../core/ledger/types.ts";
import type { CycleSum } from "../../core/money/statement.ts";
import type {
  CallQuery,
  EntriesQuery,
  KeyUse,
  KeyUsesQuery,
  PageOf,
  PlacedEntry,
  SessionQuery,
  StatementLine,
  UsageQuery,
  UsageRow,
} from "../../ports/store.ts";

/** What reports ask of the thread that reads for them. */
export interface ReportsTalk {
  /** Opens the folder's database. */
  readonly open: { readonly question: string; readonly answer: null };
  readonly spent: { readonly question: string; readonly answer: Spend };
  readonly session: { readonly question: SessionPlace; readonly answer: Session | null };
  readonly idleSessions: { readonly question: IdleQuery; readonly answer: readonly Session[] };
  readonly sessions: { readonly question: SessionQuery; readonly answer: readonly Session[] };
  readonly journal: {
    readonly question: PageOf<string>;
    readonly answer: readonly PlacedEntry[];
  };
  readonly entriesOf: { readonly question: EntriesQuery; readonly answer: readonly Entry[] };
  readonly cycles: { readonly question: string; readonly answer: readonly CycleSum[] };
  readonly statementLines: {
    readonly question: LinesQuery;
    readonly answer: readonly StatementLine[];
  };
  readonly usage: { readonly question: UsageQuery; readonly answer: readonly UsageRow[] };
  readonly keyUses: { readonly question: KeyUsesQuery; readonly answer: readonly KeyUse[] };
  readonly calls: { readonly question: CallQuery; readonly answer: readonly Hold[] };
  readonly close: { readonly question: null; readonly answer: null };
}

export interface SessionPlace {
  readonly accountId: string;
  readonly sessionId: string;
}

export interface IdleQuery {
  readonly before: Instant;
  readonly limit: number;
}

export interface LinesQuery {
  readonly accountId: string;
  readonly cycle: string;
  readonly page: PageOf<string>;
}
