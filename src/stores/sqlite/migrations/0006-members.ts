import type { Migration } from "../migrate.ts";

/** Who of the accounts may use the console, and the browsers that are signed in. */
export const members: Migration = {
  number: 6,
  name: "members",
  sql: `
    CREATE TABLE members (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      account_id TEXT NOT NULL REFERENCES accounts (id),
      email TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('owner', 'billing', 'viewer')),
      password_hash TEXT,
      invitation_hash TEXT UNIQUE,
      invitation_expires_at INTEGER
        CHECK ((invitation_expires_at IS NULL) = (invitation_hash IS NULL)),
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE console_sessions (
      id TEXT PRIMARY KEY,
      token_hash TEXT NOT NULL UNIQUE,
      holder_kind TEXT NOT NULL CHECK (holder_kind IN ('operator', 'member')),
      holder_id TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
