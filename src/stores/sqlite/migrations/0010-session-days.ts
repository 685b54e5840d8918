import type { Migration } from "../migrate.ts";

/**
 * What each session cost on each day, in fewer rows than its usage by key and model has, and each a
 * third as wide: by these the dearest of many sessions are found. Books that exist have the usage,
 * and are counted from it.
 */
export const sessionDays: Migration = {
  number: 10,
  name: "session days",
  sql: `
    CREATE TABLE session_days (
      day INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      session_id TEXT NOT NULL,
      cost_mills INTEGER NOT NULL,
      cost_fractions INTEGER NOT NULL,
      PRIMARY KEY (day, account_id, session_id)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO session_days
      SELECT day, account_id, session_id, sum(cost_mills), sum(cost_fractions)
      FROM usage_sessions GROUP BY 1, 2, 3;
  `,
};
