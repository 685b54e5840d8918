import type { ConsoleSession } from "../../core/access/console-session.ts";
import type { Member } from "../../core/access/member.ts";
import type { Operator } from "../../core/access/operator.ts";
import type { Alert, AlertDelivery } from "../../core/alerts/alert.ts";
import type { Balance, Entry, Hold } from "../../core/ledger/types.ts";
import type { PriceVersion } from "../../core/pricing/price.ts";
import type { AlertChange } from "../alerts.ts";
import type { ConsoleSessionChange } from "../console-sessions.ts";
import type { DirectoryChange, DirectoryRows } from "../directory.ts";
import type { MemberChange } from "../members.ts";
import type { OperatorChange } from "../operators.ts";
import type { DeliveriesPage } from "./alert-tables.ts";

/** What the gateway asks of the thread that owns its database. */
export interface LedgerTalk {
  /** Takes the folder for this process, opens the database, and tells what is kept in memory. */
  readonly open: { readonly question: string; readonly answer: Opened };
  /** Texts of commit-text.ts, the commands of several callers, and of outcome-text.ts. */
  readonly commit: { readonly question: string; readonly answer: string };
  readonly balance: { readonly question: string; readonly answer: Balance | null };
  readonly hold: { readonly question: string; readonly answer: Hold | null };
  readonly holdNamed: { readonly question: NamedHold; readonly answer: Hold | null };
  readonly holdKeyed: { readonly question: KeyedHold; readonly answer: Hold | null };
  readonly openHolds: { readonly question: null; readonly answer: readonly Hold[] };
  readonly entries: { readonly question: EntriesPage; readonly answer: readonly Entry[] };
  readonly changeDirectory: { readonly question: DirectoryChange; readonly answer: null };
  readonly changeOperators: { readonly question: OperatorChange; readonly answer: null };
  readonly changeMembers: { readonly question: MemberChange; readonly answer: null };
  readonly changeConsoleSessions: {
    readonly question: ConsoleSessionChange;
    readonly answer: null;
  };
  readonly publishPrice: { readonly question: PriceVersion; readonly answer: null };
  readonly changeAlerts: { readonly question: AlertChange; readonly answer: boolean };
  readonly pendingAlerts: {
    readonly question: number;
    readonly answer: readonly AlertDelivery[];
  };
  readonly alertDeliveries: {
    readonly question: DeliveriesPage;
    readonly answer: readonly AlertDelivery[];
  };
  /** Leaves the files tidy and the folder free. */
  readonly close: { readonly question: null; readonly answer: null };
}

export interface Opened {
  readonly directory: DirectoryRows;
  readonly prices: readonly PriceVersion[];
  readonly operators: readonly Operator[];
  readonly alerts: readonly Alert[];
  readonly members: readonly Member[];
  readonly consoleSessions: readonly ConsoleSession[];
}

export interface NamedHold {
  readonly accountId: string;
  readonly clientRequestId: string;
}

export interface KeyedHold {
  readonly accountId: string;
  readonly key: string;
}

export interface EntriesPage {
  readonly accountId: string;
  readonly after: number;
  readonly limit: number;
}
