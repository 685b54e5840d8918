import type { Migration } from "../migrate.ts";

/**
 * SQLite builds a table in memory for a list of more than two words, each time a row is checked
 * against it: an eighth of what a call costs to write. The same said with OR costs nothing. Only
 * the words of the constraint change and no row does, so that SQLite's own way applies:
 * https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
 */
export const plainChecks: Migration = {
  number: 7,
  name: "plain checks",
  rewordsConstraints: true,
  sql: `
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(
        sql,
        'CHECK (state IN (''open'', ''settled'', ''released'', ''recovered''))',
        'CHECK (state = ''open'' OR state = ''settled'' OR state = ''released''
          OR state = ''recovered'')'
      ) WHERE type = 'table' AND name = 'holds';
    PRAGMA writable_schema = RESET;
    -- A change of the schema that SQLite sees, so that every connection reads the new words.
    DROP TRIGGER holds_stay;
    CREATE TRIGGER holds_stay BEFORE DELETE ON holds
      BEGIN SELECT raise(ABORT, 'a hold is never deleted'); END;
  `,
};
