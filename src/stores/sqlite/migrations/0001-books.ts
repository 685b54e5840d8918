import type { Migration } from "../migrate.ts";

/**
 * The first tables. Amounts are picodollars and instants milliseconds since 1970, UTC. What no
 * account may ever be, the database itself refuses; and what the journal says, nobody rewrites.
 */
export const books: Migration = {
  number: 1,
  name: "books",
  sql: `
    CREATE TABLE balances (
      account_id TEXT PRIMARY KEY,
      posted INTEGER NOT NULL,
      held INTEGER NOT NULL,
      owed INTEGER NOT NULL,
      sequence INTEGER NOT NULL,
      head TEXT NOT NULL,
      CHECK (posted >= 0 AND held >= 0 AND held <= posted),
      CHECK (owed >= 0),
      CHECK (sequence > 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE holds (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      account_id TEXT NOT NULL REFERENCES balances,
      project_id TEXT NOT NULL,
      key_id TEXT NOT NULL,
      client_request_id TEXT,
      session_id TEXT,
      model TEXT NOT NULL,
      price_version TEXT NOT NULL,
      stream INTEGER NOT NULL CHECK (stream IN (0, 1)),
      prompt_tokens INTEGER NOT NULL,
      output_tokens_max INTEGER NOT NULL,
      ceiling INTEGER NOT NULL,
      wanted INTEGER NOT NULL,
      least INTEGER NOT NULL,
      opened_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'released', 'recovered')),
      amount INTEGER NOT NULL,
      checkpoint_charge INTEGER,
      checkpoint_usage TEXT,
      charge INTEGER,
      shortfall INTEGER NOT NULL,
      closed_at INTEGER,
      status TEXT,
      provider_cost INTEGER,
      outcome TEXT,
      CHECK (amount >= 0 AND amount <= ceiling),
      CHECK (charge IS NULL OR (charge >= 0 AND charge <= ceiling)),
      CHECK (checkpoint_charge IS NULL OR checkpoint_charge BETWEEN 0 AND amount),
      CHECK ((state = 'open') = (charge IS NULL) AND (state = 'open') = (closed_at IS NULL)),
      CHECK (shortfall >= 0)
    ) STRICT;
    CREATE INDEX holds_open ON holds (opened_at) WHERE state = 'open';
    CREATE INDEX holds_named ON holds (account_id, client_request_id, opened_at)
      WHERE client_request_id IS NOT NULL;
    CREATE TRIGGER holds_stay BEFORE DELETE ON holds
      BEGIN SELECT raise(ABORT, 'a hold is never deleted'); END;
    CREATE TRIGGER holds_closed_once BEFORE UPDATE ON holds WHEN old.state <> 'open'
      BEGIN SELECT raise(ABORT, 'a closed hold never changes'); END;

    CREATE TABLE movements (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('top_up', 'adjust')),
      account_id TEXT NOT NULL REFERENCES balances,
      amount INTEGER NOT NULL CHECK (amount <> 0),
      reference TEXT NOT NULL,
      reason TEXT,
      owed INTEGER NOT NULL CHECK (owed >= 0),
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE journal (
      position INTEGER PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES balances,
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      kind TEXT NOT NULL,
      at INTEGER NOT NULL,
      subject TEXT NOT NULL,
      posted INTEGER NOT NULL,
      held INTEGER NOT NULL,
      owed INTEGER NOT NULL,
      facts TEXT NOT NULL,
      hash TEXT NOT NULL,
      UNIQUE (account_id, sequence)
    ) STRICT;
    CREATE TRIGGER journal_not_rewritten BEFORE UPDATE ON journal
      BEGIN SELECT raise(ABORT, 'the journal is never rewritten'); END;
    CREATE TRIGGER journal_not_cut BEFORE DELETE ON journal
      BEGIN SELECT raise(ABORT, 'the journal is never cut'); END;

    CREATE TABLE audit_heads (
      head TEXT PRIMARY KEY,
      position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE accounts (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      rpm INTEGER NOT NULL,
      concurrency INTEGER NOT NULL,
      price_list TEXT,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE projects (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      account_id TEXT NOT NULL REFERENCES accounts (id),
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE keys (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      project_id TEXT NOT NULL REFERENCES projects (id),
      account_id TEXT NOT NULL REFERENCES accounts (id),
      name TEXT NOT NULL,
      secret_hash TEXT NOT NULL UNIQUE,
      hint TEXT NOT NULL,
      models TEXT,
      output_tokens_max INTEGER,
      expires_at INTEGER,
      disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE settings (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE price_versions (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      list TEXT NOT NULL,
      model TEXT NOT NULL,
      effective_from INTEGER NOT NULL,
      price TEXT NOT NULL,
      source TEXT NOT NULL,
      confidence TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER price_versions_not_edited BEFORE UPDATE ON price_versions
      BEGIN SELECT raise(ABORT, 'a published price is never edited'); END;
  `,
};
