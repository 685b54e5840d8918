import type { Migration } from "../migrate.ts";

/** Alerts, and how each fall through a threshold was told. */
export const alerts: Migration = {
  number: 5,
  name: "alerts",
  sql: `
    CREATE TABLE alerts (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      account_id TEXT NOT NULL REFERENCES accounts (id),
      below INTEGER NOT NULL CHECK (below > 0),
      webhook_url TEXT NOT NULL,
      secret TEXT NOT NULL,
      fallen_at INTEGER,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE alert_deliveries (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
      account_id TEXT NOT NULL,
      available INTEGER NOT NULL,
      below INTEGER NOT NULL,
      fallen_at INTEGER NOT NULL,
      body TEXT,
      state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
      attempts TEXT NOT NULL,
      next_at INTEGER CHECK ((next_at IS NULL) = (state <> 'pending'))
    ) STRICT;
    CREATE INDEX alert_deliveries_of_alert ON alert_deliveries (alert_id, position);
    CREATE INDEX alert_deliveries_pending ON alert_deliveries (next_at) WHERE next_at IS NOT NULL;
  `,
};
