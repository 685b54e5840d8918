import type { FastifyInstance } from "fastify";
import {
  changeMember,
  type InvitedMember,
  inviteAgain,
  inviteMember,
  refuseUnknownMember,
  removeMember,
} from "../../../admin/members.ts";
import type { Member } from "../../../core/access/member.ts";
import { isRefusal, type Refusal } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  alterMember,
  deleteMember,
  inviteMemberAgain,
  listMembers,
  type MemberBody,
  type MemberChange,
  type MembersQuery,
  makeMember,
  showMember,
} from "../../schemas/admin/members.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";

interface MemberPath {
  Params: { id: string };
}

/** Who of an account uses the console. */
export function adminMembers(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;
  const { members } = office.store;

  app.post<{ Body: MemberBody }>(
    "/admin/v1/members",
    { schema: makeMember },
    async (request, reply) => {
      const { account_id: accountId, ...terms } = request.body;
      const made = await inviteMember(office, { accountId, ...terms });
      return isRefusal(made) ? sendRefusal(reply, made) : sendJson(reply, writeInvited(made), 201);
    },
  );

  app.get<{ Querystring: MembersQuery }>(
    "/admin/v1/members",
    { schema: listMembers },
    async (request, reply) => {
      const page = readPage(request.query);
      const rows = await members.list(request.query.account_id ?? null, page);
      return sendPage(reply, page, rows.map(writeMember));
    },
  );

  app.get<MemberPath>("/admin/v1/members/:id", { schema: showMember }, async (request, reply) => {
    const { id } = request.params;
    const found: Member | Refusal = (await members.find(id)) ?? refuseUnknownMember(id);
    return isRefusal(found) ? sendRefusal(reply, found) : sendJson(reply, writeMember(found));
  });

  app.patch<MemberPath & { Body: MemberChange }>(
    "/admin/v1/members/:id",
    { schema: alterMember },
    async (request, reply) => {
      const { acting, params, body } = request;
      const changed = await changeMember(office, { id: params.id, acting }, body);
      return isRefusal(changed)
        ? sendRefusal(reply, changed)
        : sendJson(reply, writeMember(changed));
    },
  );

  app.post<MemberPath>(
    "/admin/v1/members/:id/invite",
    { schema: inviteMemberAgain },
    async (request, reply) => {
      const made = await inviteAgain(office, request.params.id);
      return isRefusal(made) ? sendRefusal(reply, made) : sendJson(reply, writeInvited(made));
    },
  );

  app.delete<MemberPath>(
    "/admin/v1/members/:id",
    { schema: deleteMember },
    async (request, reply) => {
      const { acting, params } = request;
      const gone = await removeMember(office, { id: params.id, acting });
      if (isRefusal(gone)) return sendRefusal(reply, gone);
      return sendJson(reply, { id: gone.id, deleted: true });
    },
  );
}

function writeInvited({ member, invitation }: InvitedMember): Record<string, unknown> {
  return { ...writeMember(member), invitation };
}

/** A member without the password, which nobody keeps. */
function writeMember(member: Member): Record<string, unknown> {
  const { id, accountId, email, name, role, passwordHash, invitation, createdAt } = member;
  return {
    id,
    account_id: accountId,
    email,
    name,
    role,
    accepted: passwordHash !== null,
    invitation_expires_at: invitation === null ? null : writeInstant(invitation.expiresAt),
    created_at: writeInstant(createdAt),
  };
}
