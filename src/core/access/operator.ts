import type { Instant } from "../ledger/types.ts";

/** What operators may do, from all to least. */
export const roles = ["owner", "billing", "viewer"] as const;
export type Role = (typeof roles)[number];

/** Somebody who runs the gateway. The token is kept only as a keyed hash. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Keyed SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** The token's last four characters, to tell operators apart. */
  readonly hint: string;
  readonly createdAt: Instant;
}

/** The roles that may do what at least this one may. */
export function rolesCovering(least: Role): readonly Role[] {
  return roles.filter((role) => roleCovers(role, least));
}

/** Whether a role may do what at least another one may: an owner everything, a viewer nothing. */
export function roleCovers(role: Role, least: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(least);
}
