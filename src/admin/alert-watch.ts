import type { Alert, AlertDelivery } from "../core/alerts/alert.ts";
import { judgeLevel, type Level } from "../core/alerts/judge-level.ts";
import type { Balance } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { minus, type Picodollars } from "../core/money/picodollars.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import type { AlertBook } from "../ports/alerts.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { Ledger } from "../ports/store.ts";

export interface AlertWatchParts {
  readonly book: AlertBook;
  readonly ledger: Pick<Ledger, "balance">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Called when a new delivery is on disk. */
  readonly deliver: () => void;
}

/** Finds out when balances cross the thresholds of alerts, from what commits answer. */
export interface AlertWatch {
  /** Takes balances in the order of their commits, and never waits. */
  see(balance: Balance, credited: boolean): void;
  /** Compares an alert that was made just now: a commit may have come in between. */
  compare(alert: Alert): Promise<void>;
  /** Compares all: what a crash kept from being written down is found here. */
  compareAll(): Promise<void>;
  /** Lets go of an alert that was removed. */
  forget(alertId: string): void;
  /** Resolves when every crossing found so far is on disk. */
  idle(): Promise<void>;
}

export function watchAlerts(parts: AlertWatchParts): AlertWatch {
  /** Ahead of the disk: what was judged, while it is being written. */
  const levels = new Map<string, Level>();
  /** One alert's crossings are written in their order. */
  const writing = new Map<string, Promise<void>>();

  const judge = (alert: Alert, available: Picodollars, credited: boolean): void => {
    const known = levels.get(alert.id) ?? { fallen: alert.fallenAt !== null, aboveSince: null };
    const at = parts.clock.now();
    const { level, crossings } = judgeLevel(known, alert.below, { available, credited, at });
    if (level !== known) levels.set(alert.id, level);
    for (const crossing of crossings) {
      const order = { alert, available, at };
      const before = writing.get(alert.id) ?? Promise.resolve();
      const after = before
        .then(() => (crossing === "rose" ? parts.book.rise(alert.id) : fall(parts, order)))
        .catch((fault: unknown) => {
          // What is on disk is true again: the next balance finds the crossing once more.
          levels.delete(alert.id);
          parts.log.error({ alert: alert.id, fault: String(fault) }, "an alert was not written");
        })
        .finally(() => {
          if (writing.get(alert.id) === after) writing.delete(alert.id);
        });
      writing.set(alert.id, after);
    }
  };
  const compare = async (alert: Alert, credited: boolean): Promise<void> => {
    const balance = await parts.ledger.balance(alert.accountId);
    if (balance !== null) judge(alert, availableOf(balance), credited);
  };
  return {
    see: (balance, credited) => {
      for (const alert of parts.book.of(balance.accountId)) {
        judge(alert, availableOf(balance), credited);
      }
    },
    compare: (alert) => compare(alert, false),
    compareAll: async () => {
      const limit = limits.pageMax;
      let page: readonly Alert[] = await parts.book.list(null, { after: null, limit });
      while (page.length > 0) {
        // Nothing is held at a start: whatever is above has risen.
        for (const alert of page) await compare(alert, true);
        page = await parts.book.list(null, { after: page.at(-1)?.id ?? null, limit });
      }
    },
    forget: (alertId) => {
      levels.delete(alertId);
    },
    idle: async () => {
      await Promise.all(writing.values());
    },
  };
}

interface Fall {
  readonly alert: Alert;
  readonly available: Picodollars;
  readonly at: number;
}

async function fall(parts: AlertWatchParts, { alert, available, at }: Fall): Promise<void> {
  const delivery: AlertDelivery = {
    id: newId("msg_", at, parts.random.bytes(idChanceBytes)),
    alertId: alert.id,
    accountId: alert.accountId,
    available,
    below: alert.below,
    at,
    body: null,
    state: "pending",
    attempts: [],
    nextAt: at,
  };
  if (await parts.book.fall(delivery)) parts.deliver();
}

function availableOf(balance: Balance): Picodollars {
  return minus(balance.posted, balance.held);
}
