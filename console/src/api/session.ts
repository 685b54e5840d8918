import { call, keepCsrfToken } from "./call.ts";

export type Role = "owner" | "billing" | "viewer";

/** Who is signed in. */
export interface Session {
  readonly kind: "operator" | "member";
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The only account that a member sees; null for operators, who see all. */
  readonly account_id: string | null;
  readonly account_name: string | null;
  readonly expires_at: string;
  readonly csrf_token: string;
}

/** Who is signed in now. */
export async function findSession(): Promise<Session> {
  return keep(await call<Session>("/console/v1/session"));
}

export type Credentials =
  | { readonly token: string }
  | { readonly email: string; readonly password: string };

export async function signIn(shown: Credentials): Promise<Session> {
  return keep(await call<Session>("/console/v1/session", { body: shown }));
}

export async function acceptInvitation(invitation: string, password: string): Promise<Session> {
  const body = { invitation, password };
  return keep(await call<Session>("/console/v1/invitation", { body }));
}

export async function changePassword(current: string, password: string): Promise<Session> {
  const body = { current, password };
  return keep(await call<Session>("/console/v1/password", { method: "PUT", body }));
}

export async function signOut(everywhere: boolean): Promise<void> {
  const path = everywhere ? "/console/v1/sessions" : "/console/v1/session";
  await call(path, { method: "DELETE" });
  keepCsrfToken("");
}

function keep(session: Session): Session {
  keepCsrfToken(session.csrf_token);
  return session;
}
