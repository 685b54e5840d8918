import {
  type Acting,
  actingOf,
  type ConsoleSession,
  type SessionHolder,
  sessionOpen,
} from "../core/access/console-session.ts";
import { readEmail } from "../core/access/member.ts";
import { limits } from "../core/limits.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { writeSecret } from "../core/write-secret.ts";
import type { FailedSignIns, Try } from "./failed-sign-ins.ts";
import type { Office } from "./office.ts";

/** What somebody shows to sign in: an operator's token, or a member's address and password. */
export type Credentials =
  | { readonly token: string }
  | { readonly email: string; readonly password: string };

/** What signing in needs beside the office. */
export interface Reception {
  readonly office: Office;
  readonly failures: FailedSignIns;
  readonly isAdminToken: (token: string) => boolean;
}

/** A new session with the cookie's value, which is kept only as a keyed hash. */
export interface OpenedSession {
  readonly session: ConsoleSession;
  readonly token: string;
}

/** Whoever has the gateway's own admin token. */
export const tokenOwner: Acting = {
  kind: "operator",
  id: "admin-token",
  name: "the admin token",
  role: "owner",
  accountId: null,
};

/**
 * Opens a session for whoever shows the right thing. Failures are counted by name and by address;
 * beyond the bound the answer is 429, whatever is shown.
 */
export async function signIn(
  reception: Reception,
  shown: Credentials,
  address: string,
): Promise<OpenedSession | Refusal> {
  const { office, failures } = reception;
  const tries: Try[] = [{ name: `address ${address}`, max: limits.signInFailuresPerAddressMax }];
  if ("email" in shown) {
    tries.push({ name: shown.email.trim().toLowerCase(), max: limits.signInFailuresMax });
  }
  const wait = failures.secondsToWait(tries, office.clock.now());
  if (wait > 0) return refuseTooMany(wait);
  // Counted before it is looked at: a thousand tries at once are a thousand tries.
  failures.count(tries, office.clock.now());
  const holder =
    "token" in shown
      ? await holderOfToken(reception, shown.token)
      : await holderOfPassword(office, shown);
  if (holder !== null) {
    failures.forget(tries);
    return await openSession(office, holder);
  }
  return refuse(
    "invalid_api_key",
    "token" in shown
      ? "This is no operator's token."
      : "The address and the password don't belong together, or nobody has accepted with them yet.",
    { param: "token" in shown ? "token" : "password" },
  );
}

export async function openSession(office: Office, holder: SessionHolder): Promise<OpenedSession> {
  const now = office.clock.now();
  const token = writeSecret("", office.random.bytes(limits.sessionTokenBytes));
  const session: ConsoleSession = {
    id: newId("cs_", now, office.random.bytes(idChanceBytes)),
    tokenHash: office.hashSecret(token),
    holder,
    createdAt: now,
    expiresAt: now + limits.consoleSessionMs,
  };
  await office.store.consoleSessions.create(session);
  return { session, token };
}

/** The session of a cookie's value; null where it is none, or has ended. */
export async function findSession(office: Office, token: string): Promise<ConsoleSession | null> {
  if (token === "") return null;
  const { consoleSessions } = office.store;
  const session = await consoleSessions.findByTokenHash(office.hashSecret(token));
  return session !== null && sessionOpen(session, office.clock.now()) ? session : null;
}

/** Who a session's holder is now; null where there is no such operator or member any more. */
export async function findHolder(office: Office, holder: SessionHolder): Promise<Acting | null> {
  if (holder.kind === "member") {
    const member = await office.store.members.find(holder.id);
    if (member === null) return null;
    const { id, name, role, accountId } = member;
    return { kind: "member", id, name, role, accountId };
  }
  if (holder.id === tokenOwner.id) return tokenOwner;
  const operator = await office.store.operators.find(holder.id);
  return operator === null ? null : actingOf(operator);
}

/** Changes a member's own password, and signs out every other browser. */
export async function changePassword(
  office: Office,
  session: ConsoleSession,
  given: { readonly current: string; readonly password: string },
): Promise<OpenedSession | Refusal> {
  const member = await office.store.members.find(session.holder.id);
  if (session.holder.kind !== "member" || member === null) {
    return refuse("forbidden", "An operator signs in by token and has no password here.");
  }
  if (!(await office.passwords.verify(given.current, member.passwordHash))) {
    return refuse("invalid_request", "This is not the current password.", { param: "current" });
  }
  const passwordHash = await office.passwords.hash(given.password);
  const known = await office.store.members.find(member.id);
  if (known === null) return refuse("not_found", `There is no member ${member.id}.`);
  await office.store.members.update({ ...known, passwordHash, invitation: null });
  await office.store.consoleSessions.removeAllOf(session.holder);
  return await openSession(office, session.holder);
}

async function holderOfToken(
  { office, isAdminToken }: Reception,
  token: string,
): Promise<SessionHolder | null> {
  if (isAdminToken(token)) return { kind: "operator", id: tokenOwner.id };
  const operator = await office.store.operators.findByTokenHash(office.hashSecret(token));
  return operator === null ? null : { kind: "operator", id: operator.id };
}

async function holderOfPassword(
  office: Office,
  shown: { readonly email: string; readonly password: string },
): Promise<SessionHolder | null> {
  const email = readEmail(shown.email);
  const member = email === null ? null : await office.store.members.findByEmail(email);
  // Verified even where there is no member: how long it takes must not tell who is one.
  const right = await office.passwords.verify(shown.password, member?.passwordHash ?? null);
  return right && member !== null ? { kind: "member", id: member.id } : null;
}

function refuseTooMany(seconds: number): Refusal {
  return refuse("rate_limit_exceeded", `Too many failed sign-ins. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
}
