import type { Migration } from "../migrate.ts";

/**
 * How calls are found in a long list. The index in buckets knows the model too, so that a rare one
 * is found without reading a call; a bucket knows when its calls were placed; and of the calls that
 * did not end as most do there is a list by status, which those that did never cost a write.
 */
export const foundCalls: Migration = {
  number: 9,
  name: "found calls",
  sql: `
    DROP INDEX holds_by_owner;
    CREATE INDEX holds_by_owner
      ON holds (position >> 9, account_id, project_id, key_id, model);
    CREATE INDEX holds_ended_otherwise ON holds (status, account_id) WHERE status <> 'completed';

    CREATE TABLE hold_buckets (
      bucket INTEGER PRIMARY KEY,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO hold_buckets
      SELECT position >> 9, min(opened_at), max(opened_at) FROM holds GROUP BY 1;
  `,
};
