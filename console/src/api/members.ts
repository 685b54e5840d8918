import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";
import type { Role } from "./session.ts";

export const roles = ["owner", "billing", "viewer"] as const satisfies readonly Role[];

/** Somebody of an account who uses the console. */
export interface Member {
  readonly id: string;
  readonly account_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Whether a password was chosen. */
  readonly accepted: boolean;
  readonly invitation_expires_at: string | null;
  readonly created_at: string;
}

/** A member with the invitation, which is shown this once. */
export interface InvitedMember extends Member {
  readonly invitation: string;
}

const shownMax = 200;

export function membersQuery(accountId: string) {
  const question = questionOf({ account_id: accountId, limit: shownMax });
  return queryOptions({
    queryKey: ["members", accountId],
    queryFn: ({ signal }) => call<List<Member>>(`/admin/v1/members${question}`, { signal }),
  });
}

export interface MemberTerms {
  readonly account_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export function inviteMember(terms: MemberTerms): Promise<InvitedMember> {
  return call<InvitedMember>("/admin/v1/members", { body: terms });
}

export function inviteAgain(id: string): Promise<InvitedMember> {
  return call<InvitedMember>(`/admin/v1/members/${id}/invite`, { method: "POST" });
}

export function changeRole(id: string, role: Role): Promise<Member> {
  return call<Member>(`/admin/v1/members/${id}`, { method: "PATCH", body: { role } });
}

export function removeMember(id: string): Promise<unknown> {
  return call(`/admin/v1/members/${id}`, { method: "DELETE" });
}

/** Where an invitation is accepted; what is behind `#` reaches no server and no log. */
export function invitationLink({ invitation }: InvitedMember): string {
  return `${window.location.origin}/invitation#${invitation}`;
}
