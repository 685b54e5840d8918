import { createAccount } from "../admin/accounts.ts";
import { createKey } from "../admin/keys.ts";
import { topUp } from "../admin/movements.ts";
import type { Office } from "../admin/office.ts";
import { createProject } from "../admin/projects.ts";
import { dollar, picodollars } from "../core/money/picodollars.ts";
import { isRefusal } from "../core/refusal.ts";

/** What the first start of the sandbox shows. */
export interface DemoAccount {
  readonly accountId: string;
  readonly secret: string;
}

const demoDollars = 5n;

/** Creates the demo account with $5.00 and a key, once per data folder; null from then on. */
export async function openDemoAccount(office: Office): Promise<DemoAccount | null> {
  const { directory } = office.store;
  if ((await directory.setting("demo_account")) !== null) return null;
  const account = await createAccount(office, { name: "demo" });
  const paid = await topUp(office, {
    accountId: account.id,
    amount: picodollars(demoDollars * dollar),
    reference: "demo",
  });
  const project = await createProject(office, { accountId: account.id, name: "demo" });
  if (isRefusal(paid) || isRefusal(project)) throw new Error("the demo account was refused");
  const made = await createKey(office, { projectId: project.id, name: "demo" });
  if (isRefusal(made)) throw new Error("the demo key was refused");
  await directory.keepSetting("demo_account", account.id);
  return { accountId: account.id, secret: made.secret };
}
