import type { Acting } from "../core/access/console-session.ts";
import { type Member, readEmail } from "../core/access/member.ts";
import type { Role } from "../core/access/operator.ts";
import { limits } from "../core/limits.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { writeSecret } from "../core/write-secret.ts";
import type { Office } from "./office.ts";

/** A member with the invitation, shown this once and kept only as a keyed hash. */
export interface InvitedMember {
  readonly member: Member;
  readonly invitation: string;
}

export interface MemberTerms {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Makes a member, who can sign in once the invitation is accepted. */
export async function inviteMember(
  office: Office,
  terms: MemberTerms,
): Promise<InvitedMember | Refusal> {
  const { members, directory } = office.store;
  const email = readEmail(terms.email);
  if (email === null) {
    return refuse("invalid_request", "`email` must be an address such as ada@example.com.", {
      param: "email",
    });
  }
  const { accountId } = terms;
  if ((await directory.account(accountId)) === null) {
    return refuse("not_found", `There is no account ${accountId}.`, { param: "account_id" });
  }
  if ((await members.findByEmail(email)) !== null) {
    return refuse("conflict", `A member with the address ${email} exists already.`, {
      param: "email",
    });
  }
  const most = limits.membersPerAccountMax;
  const page = { after: null, limit: most };
  if ((await members.list(accountId, page)).length >= most) {
    return refuse("conflict", `The account has ${most} members, which is the most.`);
  }
  const now = office.clock.now();
  const { token, invitation } = drawInvitation(office);
  const member: Member = {
    id: newId("mem_", now, office.random.bytes(idChanceBytes)),
    accountId,
    email,
    name: terms.name,
    role: terms.role,
    passwordHash: null,
    invitation,
    createdAt: now,
  };
  await members.create(member);
  return { member, invitation: token };
}

/** A new invitation, also the way to a new password. The one before is void; the password stays. */
export async function inviteAgain(office: Office, id: string): Promise<InvitedMember | Refusal> {
  const member = await office.store.members.find(id);
  if (member === null) return refuseUnknownMember(id);
  const { token, invitation } = drawInvitation(office);
  const invited = { ...member, invitation };
  await office.store.members.update(invited);
  return { member: invited, invitation: token };
}

/** Which member, and who asks; null asks as nobody who runs the gateway. */
export interface MemberOrder {
  readonly id: string;
  readonly acting: Acting | null;
}

/**
 * Holds from the member's next call on. An account's last owner stays one, unless an operator
 * says otherwise, who can make another: members could not, and would be left without.
 */
export async function changeMember(
  office: Office,
  { id, acting }: MemberOrder,
  terms: { readonly name?: string | undefined; readonly role?: Role | undefined },
): Promise<Member | Refusal> {
  const member = await office.store.members.find(id);
  if (member === null) return refuseUnknownMember(id);
  const changed = { ...member, name: terms.name ?? member.name, role: terms.role ?? member.role };
  if (changed.role === "owner") {
    await office.store.members.update(changed);
    return changed;
  }
  const refusal = await refuseOwnerless(office, member, acting);
  if (refusal !== null) return refusal;
  await office.store.members.update(changed);
  // Another owner may have gone while this was being written: then it is taken back.
  const late = await refuseOwnerless(office, member, acting);
  if (late === null) return changed;
  const { name, role } = member;
  const known = await office.store.members.find(id);
  if (known !== null) await office.store.members.update({ ...known, name, role });
  return late;
}

/** The member's very next call is refused. An account's last owner stays, as above. */
export async function removeMember(
  office: Office,
  { id, acting }: MemberOrder,
): Promise<Member | Refusal> {
  const member = await office.store.members.find(id);
  if (member === null) return refuseUnknownMember(id);
  const refusal = await refuseOwnerless(office, member, acting);
  if (refusal !== null) return refusal;
  await office.store.members.remove(id);
  // As above: whoever is taken back has lost nothing, their sessions included.
  const late = await refuseOwnerless(office, member, acting);
  if (late !== null) {
    await office.store.members.create(member);
    return late;
  }
  await office.store.consoleSessions.removeAllOf({ kind: "member", id });
  return member;
}

/** Takes an invitation and a password: from then on the member signs in with it. */
export async function acceptInvitation(
  office: Office,
  given: { readonly invitation: string; readonly password: string },
): Promise<Member | Refusal> {
  const refusal = refusePassword(given.password);
  if (refusal !== null) return refusal;
  const { members, consoleSessions } = office.store;
  const tokenHash = office.hashSecret(given.invitation);
  const found = await members.findByInvitation(tokenHash);
  if (found === null || !invitationOpen(found, office.clock.now())) return refuseInvitation();
  const passwordHash = await office.passwords.hash(given.password);
  // It may have been used, or taken back, while the password was being hashed.
  const member = await members.findByInvitation(tokenHash);
  if (member === null) return refuseInvitation();
  const accepted: Member = { ...member, passwordHash, invitation: null };
  await members.update(accepted);
  await consoleSessions.removeAllOf({ kind: "member", id: member.id });
  return accepted;
}

export function refusePassword(password: string): Refusal | null {
  const { passwordCharactersMin: least, passwordCharactersMax: most } = limits;
  const { length } = [...password];
  if (length >= least && length <= most) return null;
  return refuse("invalid_request", `A password has ${least} to ${most} characters.`, {
    param: "password",
  });
}

/** Null where the account keeps an owner without this member, or an operator takes the last. */
async function refuseOwnerless(
  office: Office,
  member: Member,
  acting: Acting | null,
): Promise<Refusal | null> {
  if (member.role !== "owner" || acting?.kind === "operator") return null;
  const page = { after: null, limit: limits.membersPerAccountMax };
  const members = await office.store.members.list(member.accountId, page);
  // Whoever has not accepted an invitation can't sign in, and perhaps never will.
  const kept = members.some(
    ({ id, role, passwordHash }) => id !== member.id && role === "owner" && passwordHash !== null,
  );
  if (kept) return null;
  return refuse(
    "conflict",
    `${member.name} is the last owner of this account who can sign in. First make another member ` +
      "an owner, one who has accepted the invitation, or ask whoever runs the gateway.",
  );
}

function invitationOpen({ invitation }: Member, now: number): boolean {
  return invitation !== null && now < invitation.expiresAt;
}

function refuseInvitation(): Refusal {
  return refuse(
    "not_found",
    "This invitation was used, taken back, or has expired. Ask for a new one.",
    { param: "invitation" },
  );
}

function drawInvitation(office: Office) {
  const token = writeSecret("inv-", office.random.bytes(limits.secretBytes));
  const expiresAt = office.clock.now() + limits.invitationMs;
  return { token, invitation: { tokenHash: office.hashSecret(token), expiresAt } };
}

export function refuseUnknownMember(id: string): Refusal {
  return refuse("not_found", `There is no member ${id}.`);
}
