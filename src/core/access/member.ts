import type { Instant } from "../ledger/types.ts";
import type { Role } from "./operator.ts";

/** Somebody of an account who uses the console: sees its books, and runs its keys by role. */
export interface Member {
  readonly id: string;
  readonly accountId: string;
  /** How the member signs in; in lower case, one member each. */
  readonly email: string;
  readonly name: string;
  /** An owner everything of the account, billing its money, a viewer nothing but looking. */
  readonly role: Role;
  /** As `Passwords` made it; null until the invitation is accepted. */
  readonly passwordHash: string | null;
  /** What the member has to show once to choose a password; null where none is open. */
  readonly invitation: Invitation | null;
  readonly createdAt: Instant;
}

/** Kept only as a keyed hash, as keys are. */
export interface Invitation {
  readonly tokenHash: string;
  readonly expiresAt: Instant;
}

/** An address as it is compared and kept; null where it is none. */
export function readEmail(given: string): string | null {
  const email = given.trim().toLowerCase();
  return /^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email) ? email : null;
}
