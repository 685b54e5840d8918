import type { Account, Key, Project } from "../core/access/account.ts";
import type { Directory } from "../ports/store.ts";
import { type OrderedTable, orderedTable } from "./ordered-table.ts";

/** What a store had kept of the directory, each list oldest first. */
export interface DirectoryRows {
  readonly accounts: readonly Account[];
  readonly projects: readonly Project[];
  readonly keys: readonly Key[];
  readonly settings: readonly (readonly [string, string])[];
}

/** One change to the directory, as a store writes it down. */
export type DirectoryChange =
  | { readonly kind: "create_account"; readonly account: Account }
  | { readonly kind: "update_account"; readonly account: Account }
  | { readonly kind: "create_project"; readonly project: Project }
  | { readonly kind: "create_key"; readonly key: Key }
  | { readonly kind: "update_key"; readonly key: Key }
  | { readonly kind: "delete_key"; readonly id: string }
  | { readonly kind: "keep_setting"; readonly name: string; readonly value: string };

export const emptyDirectory: DirectoryRows = { accounts: [], projects: [], keys: [], settings: [] };

interface Tables {
  readonly accounts: OrderedTable<Account>;
  readonly projects: OrderedTable<Project>;
  readonly keys: OrderedTable<Key>;
  readonly keysBySecret: Map<string, Key>;
  readonly settings: Map<string, string>;
}

/**
 * The directory of a process that alone owns its store: every read is answered from memory, and
 * every change is durable before it is visible, and visible before it is answered.
 *
 * @param persist writes a change down, in the order of the calls; rejects where it cannot.
 */
export function openDirectory(
  rows: DirectoryRows,
  persist: (change: DirectoryChange) => Promise<void>,
): Directory {
  const tables: Tables = {
    accounts: orderedTable(rows.accounts),
    projects: orderedTable(rows.projects),
    keys: orderedTable(rows.keys),
    keysBySecret: new Map(rows.keys.map((key) => [key.secretHash, key])),
    settings: new Map(rows.settings),
  };
  const write = async (change: DirectoryChange): Promise<void> => {
    checkChange(tables, change);
    await persist(change);
    // Another change may have come first while this one was being written.
    checkChange(tables, change);
    applyChange(tables, change);
  };
  return { ...writers(write, tables), ...readers(tables) };
}

type Writers = Pick<
  Directory,
  | "createAccount"
  | "updateAccount"
  | "createProject"
  | "createKey"
  | "updateKey"
  | "deleteKey"
  | "keepSetting"
>;

function writers(write: (change: DirectoryChange) => Promise<void>, tables: Tables): Writers {
  return {
    createAccount: (account) => write({ kind: "create_account", account }),
    updateAccount: (account) => write({ kind: "update_account", account }),
    createProject: (project) => write({ kind: "create_project", project }),
    createKey: (key) => write({ kind: "create_key", key }),
    updateKey: (key) => write({ kind: "update_key", key }),
    deleteKey: (id) => write({ kind: "delete_key", id }),
    keepSetting: async (name, value) => {
      const kept = tables.settings.get(name);
      if (kept !== undefined) return kept;
      await write({ kind: "keep_setting", name, value });
      return tables.settings.get(name) ?? value;
    },
  };
}

function readers(tables: Tables): Omit<Directory, keyof Writers> {
  const { accounts, projects, keys, keysBySecret, settings } = tables;
  return {
    account: async (id) => accounts.get(id),
    accounts: async (after, limit) => accounts.page({ after, limit }, () => true),
    project: async (id) => projects.get(id),
    projects: async (accountId, after, limit) =>
      projects.page({ after, limit }, (row) => accountId === null || row.accountId === accountId),
    key: async (id) => keys.get(id),
    keys: async ({ accountId, projectId }, page) =>
      keys.page(
        page,
        (row) =>
          (accountId === null || row.accountId === accountId) &&
          (projectId === null || row.projectId === projectId),
      ),
    keyBySecretHash: async (secretHash) => keysBySecret.get(secretHash) ?? null,
    setting: async (name) => settings.get(name) ?? null,
  };
}

function checkChange(tables: Tables, change: DirectoryChange): void {
  switch (change.kind) {
    case "create_account":
      requireNew("account", tables.accounts, change.account);
      break;
    case "update_account":
      requireKnown("account", tables.accounts, change.account.id);
      break;
    case "create_project":
      requireNew("project", tables.projects, change.project);
      requireKnown("account", tables.accounts, change.project.accountId);
      break;
    case "create_key":
      requireNew("key", tables.keys, change.key);
      checkKey(tables, change.key);
      break;
    case "update_key":
      requireKnown("key", tables.keys, change.key.id);
      checkKey(tables, change.key);
      break;
    case "delete_key":
    case "keep_setting":
      break;
  }
}

function checkKey(tables: Tables, key: Key): void {
  const project = tables.projects.get(key.projectId);
  if (project === null) throw new Error(`project ${key.projectId} does not exist`);
  if (project.accountId !== key.accountId) {
    throw new Error(`project ${key.projectId} does not belong to account ${key.accountId}`);
  }
  const other = tables.keysBySecret.get(key.secretHash);
  if (other !== undefined && other.id !== key.id) {
    throw new Error(`key ${other.id} already has this secret`);
  }
}

function requireNew<Row extends { readonly id: string }>(
  name: string,
  table: OrderedTable<Row>,
  row: Row,
): void {
  if (table.get(row.id) !== null) throw new Error(`${name} ${row.id} exists already`);
}

function requireKnown<Row>(name: string, table: OrderedTable<Row>, id: string): void {
  if (table.get(id) === null) throw new Error(`${name} ${id} does not exist`);
}

function applyChange(tables: Tables, change: DirectoryChange): void {
  switch (change.kind) {
    case "create_account":
    case "update_account":
      tables.accounts.put(change.account);
      break;
    case "create_project":
      tables.projects.put(change.project);
      break;
    case "create_key":
    case "update_key":
      forgetSecret(tables, change.key.id);
      tables.keys.put(change.key);
      tables.keysBySecret.set(change.key.secretHash, change.key);
      break;
    case "delete_key":
      forgetSecret(tables, change.id);
      tables.keys.remove(change.id);
      break;
    case "keep_setting":
      if (!tables.settings.has(change.name)) tables.settings.set(change.name, change.value);
      break;
  }
}

function forgetSecret(tables: Tables, keyId: string): void {
  const known = tables.keys.get(keyId);
  if (known !== null) tables.keysBySecret.delete(known.secretHash);
}
