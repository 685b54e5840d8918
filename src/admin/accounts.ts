import type { Account } from "../core/access/account.ts";
import { limits } from "../core/limits.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Office } from "./office.ts";

export interface AccountTerms {
  readonly name?: string | undefined;
  /** Requests per minute. */
  readonly rpm?: number | undefined;
  /** Calls at once. */
  readonly concurrency?: number | undefined;
  readonly priceList?: string | null | undefined;
}

/** Creates an account together with its books; its balance is zero. */
export async function createAccount(
  office: Office,
  terms: AccountTerms & { readonly name: string },
): Promise<Account> {
  const now = office.clock.now();
  const account: Account = {
    id: newId("acct_", now, office.random.bytes(idChanceBytes)),
    name: terms.name,
    rpm: terms.rpm ?? limits.rpmDefault,
    concurrency: terms.concurrency ?? limits.concurrencyDefault,
    priceList: terms.priceList ?? null,
    createdAt: now,
  };
  // Books first: an account that can be seen can be topped up.
  await office.store.ledger.commit([{ kind: "open_account", accountId: account.id, at: now }]);
  await office.store.directory.createAccount(account);
  return account;
}

export async function changeAccount(
  office: Office,
  id: string,
  terms: AccountTerms,
): Promise<Account | Refusal> {
  const account = await office.store.directory.account(id);
  if (account === null) return refuse("not_found", `There is no account ${id}.`);
  const changed: Account = {
    ...account,
    name: terms.name ?? account.name,
    rpm: terms.rpm ?? account.rpm,
    concurrency: terms.concurrency ?? account.concurrency,
    priceList: terms.priceList === undefined ? account.priceList : terms.priceList,
  };
  await office.store.directory.updateAccount(changed);
  return changed;
}
