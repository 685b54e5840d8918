import type { DatabaseSync } from "node:sqlite";
import {
  type Account,
  type Key,
  type KeySpendLimit,
  type Project,
  spendPeriods,
} from "../../core/access/account.ts";
import type { DirectoryChange, DirectoryRows } from "../directory.ts";
import {
  amount,
  type Cell,
  count,
  countOrNull,
  flag,
  type Row,
  text,
  textOrNull,
  word,
} from "./cells.ts";
import type { Values } from "./ledger-rows.ts";
import { insertInto, prepare, selectFrom, updateSet } from "./statements.ts";

/** The id comes last: a change finds its row by it. */
const accountColumns = ["name", "rpm", "concurrency", "price_list", "created_at", "id"];
const projectColumns = ["id", "account_id", "name", "created_at"];
const keyColumns = [
  "project_id",
  "account_id",
  "name",
  "secret_hash",
  "hint",
  "models",
  "output_tokens_max",
  "expires_at",
  "disabled",
  "created_at",
  "spend_limit",
  "spend_period",
  "id",
];

/** The whole directory, each list oldest first. */
export function readDirectory(database: DatabaseSync): DirectoryRows {
  const rows = (table: string, columns: readonly string[]): readonly Row[] =>
    prepare(database, selectFrom(table, columns, "ORDER BY position")).all();
  const settings = prepare(database, "SELECT name, value FROM settings").all();
  return {
    accounts: rows("accounts", accountColumns).map(readAccount),
    projects: rows("projects", projectColumns).map(readProject),
    keys: rows("keys", keyColumns).map(readKey),
    settings: settings.map((row) => [text(row[0]), text(row[1])] as const),
  };
}

/** Writes one change down, durably. Throws where it contradicts what is there. */
export function writeDirectory(database: DatabaseSync, change: DirectoryChange): void {
  const { sql, values } = statementFor(change);
  const changed = prepare(database, sql).run(...values);
  const mayBeNothing = change.kind === "delete_key" || change.kind === "keep_setting";
  if (changed === 0 && !mayBeNothing) throw new Error("the directory has no such row to change");
}

function statementFor(change: DirectoryChange): { readonly sql: string; readonly values: Values } {
  switch (change.kind) {
    case "create_account":
      return { sql: insertInto("accounts", accountColumns), values: accountValues(change.account) };
    case "update_account":
      return { sql: updateSet("accounts", accountColumns), values: accountValues(change.account) };
    case "create_project":
      return { sql: insertInto("projects", projectColumns), values: projectValues(change.project) };
    case "create_key":
      return { sql: insertInto("keys", keyColumns), values: keyValues(change.key) };
    case "update_key":
      return { sql: updateSet("keys", keyColumns), values: keyValues(change.key) };
    case "delete_key":
      return { sql: "DELETE FROM keys WHERE id = ?", values: [change.id] };
    case "keep_setting": {
      const sql = "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING";
      return { sql, values: [change.name, change.value] };
    }
  }
}

function readAccount(row: Row): Account {
  return {
    name: text(row[0]),
    rpm: count(row[1]),
    concurrency: count(row[2]),
    priceList: textOrNull(row[3]),
    createdAt: count(row[4]),
    id: text(row[5]),
  };
}

function accountValues(account: Account): Values {
  const { id, name, rpm, concurrency, priceList, createdAt } = account;
  return [name, rpm, concurrency, priceList, createdAt, id];
}

function readProject(row: Row): Project {
  return {
    id: text(row[0]),
    accountId: text(row[1]),
    name: text(row[2]),
    createdAt: count(row[3]),
  };
}

function projectValues({ id, accountId, name, createdAt }: Project): Values {
  return [id, accountId, name, createdAt];
}

function readKey(row: Row): Key {
  const models = textOrNull(row[5]);
  return {
    projectId: text(row[0]),
    accountId: text(row[1]),
    name: text(row[2]),
    secretHash: text(row[3]),
    hint: text(row[4]),
    models: models === null ? null : readModels(models),
    outputTokensMax: countOrNull(row[6]),
    expiresAt: countOrNull(row[7]),
    disabled: flag(row[8]),
    createdAt: count(row[9]),
    spendLimit: readSpendLimit(row[10], row[11]),
    id: text(row[12]),
  };
}

/** A period that cannot be read must never turn into a key without a limit. */
function readSpendLimit(max: Cell, period: Cell): KeySpendLimit | null {
  if (max === null && period === null) return null;
  return { amount: amount(max), period: word(period, spendPeriods) };
}

/** A list that cannot be read must never turn into a key for every model. */
function readModels(json: string): readonly string[] {
  const models: unknown = JSON.parse(json);
  if (!Array.isArray(models)) throw new Error("a key's list of models is not a list");
  return models.map(text);
}

function keyValues(key: Key): Values {
  const { id, projectId, accountId, name, secretHash, hint, models } = key;
  const { outputTokensMax, expiresAt, disabled, createdAt, spendLimit } = key;
  const listed = models === null ? null : JSON.stringify(models);
  const names = [projectId, accountId, name, secretHash, hint, listed];
  const limited = [spendLimit?.amount ?? null, spendLimit?.period ?? null];
  return [...names, outputTokensMax, expiresAt, disabled ? 1 : 0, createdAt, ...limited, id];
}
