import type { Account, Key, Project } from "../core/access/account.ts";
import type { Balance, Spend } from "../core/ledger/types.ts";
import { formatDollars, minus, zero } from "../core/money/picodollars.ts";

export function writeBalance(balance: Balance): Record<string, string> {
  return {
    posted: formatDollars(balance.posted),
    held: formatDollars(balance.held),
    available: formatDollars(minus(balance.posted, balance.held)),
    owed: formatDollars(balance.owed),
  };
}

export function writeAccount(account: Account, balance: Balance | null): Record<string, unknown> {
  return {
    id: account.id,
    name: account.name,
    kind: "customer",
    rpm: account.rpm,
    concurrency: account.concurrency,
    price_list: account.priceList,
    created_at: writeInstant(account.createdAt),
    balance: balance === null ? null : writeBalance(balance),
  };
}

/** An account that is the operator's own: it has books, and no terms. */
export function writeOwnersAccount(balance: Balance): Record<string, unknown> {
  const { accountId: id } = balance;
  return { id, name: id, kind: "operator", balance: writeBalance(balance) };
}

export function writeProject(project: Project): Record<string, unknown> {
  return {
    id: project.id,
    account_id: project.accountId,
    name: project.name,
    created_at: writeInstant(project.createdAt),
  };
}

/** A key without its secret, which nobody keeps; `spend` is what counts towards its limit now. */
export function writeKey(key: Key, spend: Spend | null): Record<string, unknown> {
  return {
    id: key.id,
    project_id: key.projectId,
    account_id: key.accountId,
    name: key.name,
    hint: `…${key.hint}`,
    models: key.models,
    output_tokens_max: key.outputTokensMax,
    spend_limit: writeSpendLimit(key, spend),
    expires_at: key.expiresAt === null ? null : writeInstant(key.expiresAt),
    disabled: key.disabled,
    created_at: writeInstant(key.createdAt),
  };
}

function writeSpendLimit(key: Key, spend: Spend | null): Record<string, unknown> | null {
  if (key.spendLimit === null) return null;
  const { amount, period } = key.spendLimit;
  const { charged, held } = spend ?? { charged: zero, held: zero };
  const spent = { spent: formatDollars(charged), held: formatDollars(held) };
  return { amount: formatDollars(amount), period, ...spent };
}

export function writeInstant(at: number): string {
  return new Date(at).toISOString();
}
