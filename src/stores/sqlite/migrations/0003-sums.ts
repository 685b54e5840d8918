import type { Migration } from "../migrate.ts";

/** An amount that is summed without end is kept as whole mills and the rest below one. */
const usageColumns = `
      calls INTEGER NOT NULL,
      prompt_text INTEGER NOT NULL,
      prompt_image INTEGER NOT NULL,
      prompt_audio INTEGER NOT NULL,
      prompt_cached INTEGER NOT NULL,
      prompt_cache_write INTEGER NOT NULL,
      prompt_cache_write_1h INTEGER NOT NULL,
      completion_text INTEGER NOT NULL,
      completion_image INTEGER NOT NULL,
      completion_reasoning INTEGER NOT NULL,
      cost_mills INTEGER NOT NULL,
      cost_fractions INTEGER NOT NULL,
      provider_mills INTEGER NOT NULL,
      provider_fractions INTEGER NOT NULL,
      shortfall_mills INTEGER NOT NULL,
      shortfall_fractions INTEGER NOT NULL`;

/** What the calls that have ended so far used, as the core counts it from now on. */
const endedCalls = `
      SELECT closed_at / 86400000 AS day, account_id, project_id, key_id, model, session_id,
        charge, shortfall,
        CASE WHEN state = 'settled' AND provider_cost <= 9000000000000000000
          THEN provider_cost ELSE 0 END AS provider_cost,
        CASE WHEN (
            SELECT max(count.atom) FROM json_tree(used.usage) AS count WHERE count.atom IS NOT NULL
          ) <= 1000000000 THEN used.usage ELSE '{}' END AS usage
      FROM (
        SELECT *, CASE state
            WHEN 'settled' THEN json_extract(outcome, '$.usage')
            WHEN 'recovered' THEN checkpoint_usage
          END AS usage
        FROM holds WHERE state <> 'open'
      ) AS used`;

const usageSums = `
        count(*),
        ${[
          "prompt.text",
          "prompt.image",
          "prompt.audio",
          "prompt.cached",
          "prompt.cacheWrite",
          "prompt.cacheWrite1h",
          "completion.text",
          "completion.image",
          "completion.reasoning",
        ]
          .map((path) => `sum(coalesce(json_extract(usage, '$.${path}'), 0))`)
          .join(",\n        ")},
        sum(charge / 1000000000), sum(charge % 1000000000),
        sum(provider_cost / 1000000000), sum(provider_cost % 1000000000),
        sum(shortfall / 1000000000), sum(shortfall % 1000000000)`;

/**
 * What follows from the books and is kept beside them: spend limits, sessions, the cycles of
 * statements, usage by day. For books that exist it is counted from what they say.
 */
export const sums: Migration = {
  number: 3,
  name: "sums",
  sql: `
    ALTER TABLE holds ADD COLUMN spend_scope TEXT;
    ALTER TABLE holds ADD COLUMN spend_max INTEGER
      CHECK ((spend_max IS NULL) = (spend_scope IS NULL));
    ALTER TABLE holds ADD COLUMN idempotency_key TEXT;
    ALTER TABLE holds ADD COLUMN idempotency_hash TEXT;
    ALTER TABLE holds ADD COLUMN idempotency_expires_at INTEGER;
    CREATE INDEX holds_keyed ON holds (account_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL;
    CREATE INDEX holds_in_session ON holds (account_id, session_id) WHERE session_id IS NOT NULL;
    CREATE INDEX holds_by_owner ON holds (position >> 9, account_id, project_id, key_id);

    CREATE TABLE spends (
      scope TEXT PRIMARY KEY,
      charged INTEGER NOT NULL CHECK (charged >= 0),
      held INTEGER NOT NULL CHECK (held >= 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sessions (
      account_id TEXT NOT NULL,
      session_id TEXT NOT NULL,
      opening INTEGER NOT NULL,
      calls INTEGER NOT NULL,
      charged_mills INTEGER NOT NULL,
      charged_fractions INTEGER NOT NULL,
      opened_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      settled_at INTEGER,
      PRIMARY KEY (account_id, session_id, opening)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_open ON sessions (last_at) WHERE settled_at IS NULL;

    CREATE TABLE cycles (
      account_id TEXT NOT NULL,
      cycle TEXT NOT NULL,
      lines INTEGER NOT NULL,
      mills INTEGER NOT NULL,
      fractions INTEGER NOT NULL,
      first_sequence INTEGER NOT NULL,
      last_sequence INTEGER NOT NULL,
      PRIMARY KEY (account_id, cycle)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE usage_days (
      day INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      project_id TEXT NOT NULL,
      key_id TEXT NOT NULL,
      model TEXT NOT NULL, ${usageColumns},
      PRIMARY KEY (day, account_id, project_id, key_id, model)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE usage_sessions (
      day INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      session_id TEXT NOT NULL,
      project_id TEXT NOT NULL,
      key_id TEXT NOT NULL,
      model TEXT NOT NULL, ${usageColumns},
      PRIMARY KEY (day, account_id, session_id, project_id, key_id, model)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO usage_days
      SELECT day, account_id, project_id, key_id, model, ${usageSums}
      FROM (${endedCalls}) GROUP BY 1, 2, 3, 4, 5;

    INSERT INTO usage_sessions
      SELECT day, account_id, session_id, project_id, key_id, model, ${usageSums}
      FROM (${endedCalls}) WHERE session_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6;

    INSERT INTO sessions
      SELECT account_id, session_id, 1, count(closed_at),
        coalesce(sum(charge), 0) / 1000000000, coalesce(sum(charge), 0) % 1000000000,
        min(opened_at), max(max(opened_at, coalesce(closed_at, 0))), NULL
      FROM holds WHERE session_id IS NOT NULL GROUP BY 1, 2;

    INSERT INTO cycles
      SELECT journal.account_id, strftime('%Y-%m', at / 1000, 'unixepoch'), count(*),
        sum(-posted / 1000000000), sum(-posted % 1000000000), min(sequence), max(sequence)
      FROM journal JOIN holds ON holds.id = journal.subject
      WHERE kind IN ('hold_settled', 'hold_recovered') AND session_id IS NULL GROUP BY 1, 2;

    ALTER TABLE holds DROP COLUMN provider_cost;
  `,
};
