import type { Instant } from "../ledger/types.ts";
import type { Operator, Role } from "./operator.ts";

/** A signed-in browser. The cookie's value is kept only as a keyed hash. */
export interface ConsoleSession {
  readonly id: string;
  readonly tokenHash: string;
  readonly holder: SessionHolder;
  readonly createdAt: Instant;
  /** From then on it is none, whatever was done in it. */
  readonly expiresAt: Instant;
}

/** Who signed in: an operator by id, or a member of an account. */
export interface SessionHolder {
  readonly kind: "operator" | "member";
  readonly id: string;
}

/** Who acts in a call of the admin API, by a token or in a session. */
export interface Acting {
  readonly kind: "operator" | "member";
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The only account that a member sees; null for operators, who see all. */
  readonly accountId: string | null;
}

/** An operator, as the one who acts: bound to no account. */
export function actingOf({ id, name, role }: Operator): Acting {
  return { kind: "operator", id, name, role, accountId: null };
}

export function sessionOpen(session: ConsoleSession, now: Instant): boolean {
  return now < session.expiresAt;
}
