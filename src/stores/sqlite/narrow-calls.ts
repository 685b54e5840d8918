import type { DatabaseSync } from "node:sqlite";
import { isTwoStepId } from "../../core/catalogue/two-step.ts";
import type { CallQuery } from "../../ports/store.ts";
import { text } from "./cells.ts";
import { prepare } from "./statements.ts";

/**
 * The same question, as narrow as the days' sums make it; null where nothing can be like that.
 * Every call that has ended is in a sum of its key and model, so where there is none, what is asked
 * for still runs. A key belongs to one project of one account, which lead to its calls.
 */
export function narrowCalls(database: DatabaseSync, query: CallQuery): CallQuery | null {
  const { keyId, model } = query;
  const owner = keyId === null ? null : ownerOf(database, keyId);
  if (keyId !== null && owner === null) return onlyRunning(query);
  if (model !== null && !wasUsed(database, model)) return onlyRunning(query);
  if (owner === null) return query;
  const { accountId, projectId } = query;
  return {
    ...query,
    accountId: accountId ?? owner.accountId,
    projectId: projectId ?? owner.projectId,
  };
}

function onlyRunning(query: CallQuery): CallQuery | null {
  const { status } = query;
  return status === null || status === "running" ? { ...query, status: "running" } : null;
}

/** Null where none of the key's calls has ended. */
function ownerOf(database: DatabaseSync, keyId: string) {
  const sql =
    "SELECT account_id, project_id FROM usage_days INDEXED BY usage_days_of_key WHERE key_id = ?";
  const row = prepare(database, `${sql} LIMIT 1`).get(keyId);
  return row === null ? null : { accountId: text(row[0]), projectId: text(row[1]) };
}

/** Whether any call to it can have ended: those to a pair are summed under the models of it. */
function wasUsed(database: DatabaseSync, model: string): boolean {
  if (isTwoStepId(model)) return true;
  return prepare(database, "SELECT 1 FROM usage_days WHERE model = ? LIMIT 1").get(model) !== null;
}
