import type { Account } from "../core/access/account.ts";
import type { AlertDelivery } from "../core/alerts/alert.ts";
import { type UsedModel, writeLowBalance } from "../core/alerts/write-low-balance.ts";
import type { Rate } from "../core/money/rate.ts";
import type { Log } from "../ports/log.ts";
import type { Reports, Store } from "../ports/store.ts";

export interface AlertComposerParts {
  readonly store: Pick<Store, "directory" | "reports">;
  readonly log: Log;
  /** What an account pays for a model's output at its dearest; null where no price is in force. */
  readonly outputRate: (account: Account, model: string) => Rate | null;
}

/** Writes the webhook that says that a balance is low, and what it still buys. */
export async function composeAlert(
  parts: AlertComposerParts,
  delivery: AlertDelivery,
): Promise<string> {
  const account = await parts.store.directory.account(delivery.accountId);
  const model = account === null ? null : await findMostUsed(parts, account, delivery.at);
  return writeLowBalance({ delivery, accountName: account?.name ?? null, model });
}

async function findMostUsed(
  parts: AlertComposerParts,
  account: Account,
  now: number,
): Promise<UsedModel | null> {
  try {
    const { reports } = parts.store;
    const id = (await mostCalled(reports, account.id, now)) ?? (await lastCalled(reports, account));
    return id === null ? null : { id, outputRate: parts.outputRate(account, id) };
  } catch (fault) {
    // What the balance still buys is a courtesy; that it is low has to be told in any case.
    parts.log.error({ fault: String(fault) }, "an alert goes out without the model most used");
    return null;
  }
}

/** The model that was called most often since the month began. */
async function mostCalled(
  reports: Reports,
  accountId: string,
  now: number,
): Promise<string | null> {
  const day = new Date(now);
  const from = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
  const [first, ...others] = await reports.usage({
    accountId,
    projectId: null,
    keyId: null,
    model: null,
    from,
    to: now,
    groupBy: "model",
  });
  if (first === undefined) return null;
  return others.reduce((high, next) => (next.calls > high.calls ? next : high), first).group;
}

/** An account's first call of the month may be what made its balance fall, while it runs. */
async function lastCalled(reports: Reports, account: Account): Promise<string | null> {
  const [last] = await reports.calls({
    accountId: account.id,
    projectId: null,
    keyId: null,
    sessionId: null,
    model: null,
    status: null,
    from: null,
    to: null,
    page: { after: null, limit: 1 },
  });
  return last?.order.model ?? null;
}
