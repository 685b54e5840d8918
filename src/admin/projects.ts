import type { Project } from "../core/access/account.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Office } from "./office.ts";

export async function createProject(
  office: Office,
  terms: { readonly accountId: string; readonly name: string },
): Promise<Project | Refusal> {
  const account = await office.store.directory.account(terms.accountId);
  if (account === null) {
    return refuse("not_found", `There is no account ${terms.accountId}.`, { param: "account_id" });
  }
  const now = office.clock.now();
  const project: Project = {
    id: newId("proj_", now, office.random.bytes(idChanceBytes)),
    accountId: account.id,
    name: terms.name,
    createdAt: now,
  };
  await office.store.directory.createProject(project);
  return project;
}
