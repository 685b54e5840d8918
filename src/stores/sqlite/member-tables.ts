import type { DatabaseSync } from "node:sqlite";
import type { ConsoleSession } from "../../core/access/console-session.ts";
import type { Member } from "../../core/access/member.ts";
import { roles } from "../../core/access/operator.ts";
import type { ConsoleSessionChange } from "../console-sessions.ts";
import type { MemberChange } from "../members.ts";
import { count, countOrNull, type Row, text, textOrNull, word } from "./cells.ts";
import { insertInto, prepare, selectFrom, updateSet } from "./statements.ts";

const fixed = ["id", "account_id", "email", "created_at"];
const changing = ["name", "role", "password_hash", "invitation_hash", "invitation_expires_at"];
const sessionColumns = ["id", "token_hash", "holder_kind", "holder_id", "created_at", "expires_at"];

/** All members, oldest first. */
export function readMembers(database: DatabaseSync): readonly Member[] {
  const sql = selectFrom("members", [...fixed, ...changing], "ORDER BY position");
  return prepare(database, sql).all().map(readMember);
}

/** Writes one change down, durably. Throws where the id or the address is taken. */
export function writeMember(database: DatabaseSync, change: MemberChange): void {
  if (change.kind === "remove_member") {
    prepare(database, "DELETE FROM members WHERE id = ?").run(change.id);
    return;
  }
  const { member } = change;
  const terms = [
    member.name,
    member.role,
    member.passwordHash,
    member.invitation?.tokenHash ?? null,
    member.invitation?.expiresAt ?? null,
  ];
  if (change.kind === "update_member") {
    prepare(database, updateSet("members", [...changing, "id"])).run(...terms, member.id);
    return;
  }
  const { id, accountId, email, createdAt } = member;
  const sql = insertInto("members", [...fixed, ...changing]);
  prepare(database, sql).run(id, accountId, email, createdAt, ...terms);
}

export function readConsoleSessions(database: DatabaseSync): readonly ConsoleSession[] {
  const sql = selectFrom("console_sessions", sessionColumns, "ORDER BY id");
  return prepare(database, sql).all().map(readSession);
}

/** Writes one change down, durably. */
export function writeConsoleSessions(database: DatabaseSync, change: ConsoleSessionChange): void {
  if (change.kind === "end_sessions") {
    const remove = prepare(database, "DELETE FROM console_sessions WHERE id = ?");
    for (const id of change.ids) remove.run(id);
    return;
  }
  const { session } = change;
  prepare(database, insertInto("console_sessions", sessionColumns)).run(
    session.id,
    session.tokenHash,
    session.holder.kind,
    session.holder.id,
    session.createdAt,
    session.expiresAt,
  );
}

function readMember(row: Row): Member {
  const [tokenHash, expiresAt] = [textOrNull(row[7]), countOrNull(row[8])];
  return {
    id: text(row[0]),
    accountId: text(row[1]),
    email: text(row[2]),
    createdAt: count(row[3]),
    name: text(row[4]),
    // A role that cannot be read must never turn into an owner's.
    role: word(row[5], roles),
    passwordHash: textOrNull(row[6]),
    invitation: tokenHash === null || expiresAt === null ? null : { tokenHash, expiresAt },
  };
}

function readSession(row: Row): ConsoleSession {
  return {
    id: text(row[0]),
    tokenHash: text(row[1]),
    holder: { kind: word(row[2], ["operator", "member"]), id: text(row[3]) },
    createdAt: count(row[4]),
    expiresAt: count(row[5]),
  };
}
