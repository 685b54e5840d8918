import type { Migration } from "../migrate.ts";

/** The steps of a call that took any; of a crashed one by its last checkpoint. */
const stepsOf = `
  CASE state
    WHEN 'settled' THEN json_extract(outcome, '$.steps')
    WHEN 'recovered' THEN json_extract(checkpoint_usage, '$.steps')
  END`;

/** Under which names each ended call is summed: its own model, or that of each of its steps. */
const uses = `
  SELECT closed_at / 86400000 AS day, account_id, project_id, key_id, session_id, closed_at,
    coalesce(json_extract(step.value, '$.model'), ended.model) AS model
  FROM (SELECT *, ${stepsOf} AS steps FROM holds WHERE state <> 'open') AS ended
    LEFT JOIN json_each(ended.steps) AS step`;

/** When the newest call of each sum ended; and the sums of a key, found without any other's. */
export const lastUses: Migration = {
  number: 8,
  name: "last uses",
  sql: `
    ALTER TABLE usage_days ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE usage_sessions ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;

    UPDATE usage_days SET last_at = newest.at FROM (
      SELECT day, account_id, project_id, key_id, model, max(closed_at) AS at
      FROM (${uses}) GROUP BY 1, 2, 3, 4, 5
    ) AS newest
    WHERE (usage_days.day, usage_days.account_id, usage_days.project_id, usage_days.key_id,
        usage_days.model)
      = (newest.day, newest.account_id, newest.project_id, newest.key_id, newest.model);

    UPDATE usage_sessions SET last_at = newest.at FROM (
      SELECT day, account_id, session_id, project_id, key_id, model, max(closed_at) AS at
      FROM (${uses}) WHERE session_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
    ) AS newest
    WHERE (usage_sessions.day, usage_sessions.account_id, usage_sessions.session_id,
        usage_sessions.project_id, usage_sessions.key_id, usage_sessions.model)
      = (newest.day, newest.account_id, newest.session_id, newest.project_id, newest.key_id,
        newest.model);

    CREATE INDEX usage_days_of_key ON usage_days (key_id, day);
  `,
};
