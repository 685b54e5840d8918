import type { DatabaseSync } from "node:sqlite";
import { type Operator, roles } from "../../core/access/operator.ts";
import type { OperatorChange } from "../operators.ts";
import { count, type Row, text, word } from "./cells.ts";
import { insertInto, prepare, selectFrom } from "./statements.ts";

const columns = ["id", "name", "role", "token_hash", "hint", "created_at"];

/** All operators, oldest first. */
export function readOperators(database: DatabaseSync): readonly Operator[] {
  const sql = selectFrom("operators", columns, "ORDER BY position");
  return prepare(database, sql).all().map(readOperator);
}

/** Writes one change down, durably. Throws where the id or the token is taken. */
export function writeOperator(database: DatabaseSync, change: OperatorChange): void {
  if (change.kind === "remove_operator") {
    prepare(database, "DELETE FROM operators WHERE id = ?").run(change.id);
    return;
  }
  const { id, name, role, tokenHash, hint, createdAt } = change.operator;
  prepare(database, insertInto("operators", columns)).run(
    id,
    name,
    role,
    tokenHash,
    hint,
    createdAt,
  );
}

function readOperator(row: Row): Operator {
  return {
    id: text(row[0]),
    name: text(row[1]),
    // A role that cannot be read must never turn into an owner's.
    role: word(row[2], roles),
    tokenHash: text(row[3]),
    hint: text(row[4]),
    createdAt: count(row[5]),
  };
}
