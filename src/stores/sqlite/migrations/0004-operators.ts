import type { Migration } from "../migrate.ts";

/** Who may use the admin API, beside the owner of the admin token. */
export const operators: Migration = {
  number: 4,
  name: "operators",
  sql: `
    CREATE TABLE operators (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('owner', 'billing', 'viewer')),
      token_hash TEXT NOT NULL UNIQUE,
      hint TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
  `,
};
