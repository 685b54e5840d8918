import type { Migration } from "../migrate.ts";

/** A key's own limit: an amount in a period, or neither. */
export const keyLimits: Migration = {
  number: 2,
  name: "key limits",
  sql: `
    ALTER TABLE keys ADD COLUMN spend_limit INTEGER CHECK (spend_limit >= 0);
    ALTER TABLE keys ADD COLUMN spend_period TEXT
      CHECK (spend_period IN ('day', 'week', 'month', 'total'))
      CHECK ((spend_period IS NULL) = (spend_limit IS NULL));
  `,
};
