import type { Account, Key, Project } from "../core/access/account.ts";
import type {
  Balance,
  CallStatus,
  Command,
  CycleTotal,
  Entry,
  Hold,
  Instant,
  Outcome,
  Session,
  SessionDay,
  Spend,
  UsageTotal,
} from "../core/ledger/types.ts";
import type { Picodollars } from "../core/money/picodollars.ts";
import type { CycleSum } from "../core/money/statement.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import type { Usage } from "../core/tokens/usage.ts";
import type { AlertBook } from "./alerts.ts";
import type { ConsoleSessions, Members } from "./members.ts";
import type { Operators } from "./operators.ts";

/** Everything that outlives the process. Each part fails by rejecting: nothing fails open. */
export interface Store {
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly prices: PriceArchive;
  readonly reports: Reports;
  readonly operators: Operators;
  readonly alerts: AlertBook;
  readonly members: Members;
  readonly consoleSessions: ConsoleSessions;
  close(): Promise<void>;
}

/** The one door for money. */
export interface Ledger {
  /**
   * Carries out the commands in their order, all in one durable transaction (which others'
   * commands may share); resolves after it is on disk. One that is refused changes nothing and
   * stops no other. Rejects only where the store itself failed; the fate of the commands is then
   * unknown, and repeating them is safe.
   */
  commit(commands: readonly Command[]): Promise<readonly Outcome[]>;
  balance(accountId: string): Promise<Balance | null>;
  hold(id: string): Promise<Hold | null>;
  /** The newest of the account's calls that its caller named so. */
  holdByClientRequestId(accountId: string, clientRequestId: string): Promise<Hold | null>;
  /** The newest of the account's calls with that key, even where the key is free again. */
  holdByIdempotencyKey(accountId: string, key: string): Promise<Hold | null>;
  openHolds(): Promise<readonly Hold[]>;
  /** The account's journal after a sequence number, oldest first. */
  entries(accountId: string, after: number, limit: number): Promise<readonly Entry[]>;
  /** Opens one consistent view of all books for an audit. */
  books(): Promise<Books>;
}

/**
 * What the books say of times past; never on the path of a call. What was committed before a
 * question was asked, its answer knows.
 */
export interface Reports {
  /** What is charged and held under a spend limit's scope. */
  spent(scope: string): Promise<Spend>;
  /** The newest session of that id. */
  session(accountId: string, sessionId: string): Promise<Session | null>;
  /**
   * Open sessions in which nothing has happened since `before`, and that no open hold belongs to;
   * the longest idle first.
   */
  idleSessions(before: Instant, limit: number): Promise<readonly Session[]>;
  /** An account's sessions, every opening, by id and opening. */
  sessions(query: SessionQuery): Promise<readonly Session[]>;
  /** The journal of all accounts, in the order in which it was written. */
  journal(page: PageOf<string>): Promise<readonly PlacedEntry[]>;
  /** What an account's journal says of one call or movement, oldest first; of others nothing. */
  entriesOf(query: EntriesQuery): Promise<readonly Entry[]>;
  /** Sums of every cycle that anything was settled in, oldest first. */
  cycles(accountId: string): Promise<readonly CycleSum[]>;
  /**
   * The lines of one cycle (`YYYY-MM`, UTC), in the order in which they were settled; a call that
   * named no session is its own. A place that is none has no lines after it.
   */
  statementLines(
    accountId: string,
    cycle: string,
    page: PageOf<string>,
  ): Promise<readonly StatementLine[]>;
  /**
   * Calls by the day they ended on, those that produced nothing included. Days come in order, other
   * groups dearest first; at most `usageRowsMax` rows, or a page of them. A place is the number of
   * rows before it; one that is none has no rows after it.
   */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** What some keys did since a day and when each was last used, in the order they are named in. */
  keyUses(query: KeyUsesQuery): Promise<readonly KeyUse[]>;
  /** Calls, newest first. */
  calls(query: CallQuery): Promise<readonly Hold[]>;
}

export interface PageOf<Place> {
  readonly after: Place | null;
  readonly limit: number;
}

export interface PlacedEntry {
  /** A place in the list, to ask `after` for the next. */
  readonly place: string;
  readonly entry: Entry;
}

export interface EntriesQuery {
  readonly accountId: string;
  /** The id of a hold or of a movement. */
  readonly subject: string;
  /** Only entries after this sequence number. */
  readonly after: number;
  readonly limit: number;
}

export interface SessionQuery {
  readonly accountId: string;
  /** Only open ones, or only settled ones; null for both. */
  readonly open: boolean | null;
  /** A place is an opening and its session: `2:my-session`. */
  readonly page: PageOf<string>;
}

export interface StatementLine {
  /** A place in the list, to ask `after` for the next. */
  readonly place: string;
  readonly sessionId: string | null;
  /** The call, where it is its own session. */
  readonly callId: string | null;
  readonly calls: number;
  readonly charged: Picodollars;
  readonly settledAt: Instant;
}

export interface UsageQuery {
  /** Null for every account, for operators. */
  readonly accountId: string | null;
  readonly projectId: string | null;
  readonly keyId: string | null;
  readonly model: string | null;
  /** Days are whole, UTC: the first is the one that `from` lies in … */
  readonly from: Instant;
  /** … and the last the one that `to` lies in. */
  readonly to: Instant;
  /** By session, only the calls that named one. */
  readonly groupBy: "day" | "model" | "key" | "project" | "session" | "account";
  readonly page?: PageOf<string>;
}

export interface UsageRow {
  /** The day (`YYYY-MM-DD`), or the id of the model, key, project, session or account. */
  readonly group: string;
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: Picodollars;
  readonly providerCost: Picodollars;
  readonly shortfall: Picodollars;
}

export interface KeyUsesQuery {
  readonly keyIds: readonly string[];
  /** Calls count that ended on the day, UTC, that this lies in, and later. */
  readonly from: Instant;
}

export interface KeyUse {
  readonly keyId: string;
  readonly calls: number;
  readonly cost: Picodollars;
  /** When its newest call ended or, still running, was placed; null where it never made one. */
  readonly lastAt: Instant | null;
}

export interface CallQuery {
  readonly accountId: string | null;
  readonly projectId: string | null;
  readonly keyId: string | null;
  readonly sessionId: string | null;
  readonly model: string | null;
  readonly status: CallStatus | null;
  /** Placed from here on … */
  readonly from: Instant | null;
  /** … and before this. */
  readonly to: Instant | null;
  /** A place is the id of a call: the next page comes after its last one. */
  readonly page: PageOf<string>;
}

/** All books at one instant. */
export interface Books {
  /** The whole journal: account by account, each by ascending sequence. */
  entries(): AsyncIterable<Entry>;
  balances(): AsyncIterable<Balance>;
  /** Id, account, state and amount of every hold, in any order. */
  holds(): AsyncIterable<Hold>;
  /** What is kept beside the books to answer reports, each in any order. */
  spends(): AsyncIterable<Spend>;
  sessions(): AsyncIterable<Session>;
  cycles(): AsyncIterable<CycleTotal>;
  usage(): AsyncIterable<UsageTotal>;
  sessionDays(): AsyncIterable<SessionDay>;
  /** Where each account's chain stood when `head` was handed out; null if it never was. */
  remembered(head: string): Promise<ReadonlyMap<string, number> | null>;
  /** Keeps what an audit handed out, so that a later audit can prove from it. */
  remember(head: string, sequences: ReadonlyMap<string, number>): Promise<void>;
  close(): Promise<void>;
}

/** Accounts, projects and keys. Creating what exists already rejects. */
export interface Directory {
  createAccount(account: Account): Promise<void>;
  updateAccount(account: Account): Promise<void>;
  account(id: string): Promise<Account | null>;
  /** By id, after the given one, oldest first. */
  accounts(after: string | null, limit: number): Promise<readonly Account[]>;
  createProject(project: Project): Promise<void>;
  project(id: string): Promise<Project | null>;
  projects(
    accountId: string | null,
    after: string | null,
    limit: number,
  ): Promise<readonly Project[]>;
  createKey(key: Key): Promise<void>;
  updateKey(key: Key): Promise<void>;
  deleteKey(id: string): Promise<void>;
  key(id: string): Promise<Key | null>;
  keys(of: KeysOf, page: PageOf<string>): Promise<readonly Key[]>;
  /** On the path of every request: from memory, and true on the very next call after a change. */
  keyBySecretHash(secretHash: string): Promise<Key | null>;
  /** Small settings that the gateway made for itself, such as the admin token's hash. */
  setting(name: string): Promise<string | null>;
  /** Writes a setting unless it exists; answers what is kept. */
  keepSetting(name: string, value: string): Promise<string>;
}

/** Whose keys; null for everybody's. */
export interface KeysOf {
  readonly accountId: string | null;
  readonly projectId: string | null;
}

/** Price versions that did not ship with the program. */
export interface PriceArchive {
  all(): Promise<readonly PriceVersion[]>;
  /** Publishes a version; one with that id already there rejects. */
  publish(version: PriceVersion): Promise<void>;
}
