import { useState } from "react";
import {
  changeRole,
  type InvitedMember,
  inviteAgain,
  type Member,
  removeMember,
  roles,
} from "../../api/members.ts";
import type { Role } from "../../api/session.ts";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { showDay } from "../../parts/instant.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { tell } from "../../parts/toasts.tsx";
import { useChange } from "../../parts/use-change.ts";
import { useSession } from "../../shell/account.ts";

interface MemberTableProps {
  readonly members: readonly Member[];
  readonly mayChange: boolean;
  readonly onInvited: (invited: InvitedMember) => void;
}

export function MemberTable({ members, mayChange, onInvited }: MemberTableProps) {
  const columns: Column<Member>[] = [
    { name: "Member", cell: (member) => <Who member={member} /> },
    {
      name: "Role",
      cell: (member) => (mayChange ? <RoleSwitch member={member} /> : member.role),
    },
    { name: "State", cell: (member) => <State member={member} /> },
  ];
  if (mayChange) {
    columns.push({
      name: "Actions",
      cell: (member) => <MemberActions member={member} onInvited={onInvited} />,
    });
  }
  return <Table stacked caption="Members" columns={columns} rows={members} idOf={({ id }) => id} />;
}

function Who({ member }: { readonly member: Member }) {
  const { id } = useSession();
  return (
    <>
      {member.name} {member.id === id ? <span className="badge">you</span> : null}
      <br />
      <span className="muted">{member.email}</span>
    </>
  );
}

function State({ member }: { readonly member: Member }) {
  const { accepted, invitation_expires_at: until } = member;
  const open = until !== null && Date.parse(until) > Date.now();
  if (accepted && !open) return <span className="badge good">signed up</span>;
  if (open) return <span className="badge warn">invited until {showDay(until)}</span>;
  return <span className="badge bad">invitation expired</span>;
}

function RoleSwitch({ member }: { readonly member: Member }) {
  const changing = useChange("members", (role: Role) => changeRole(member.id, role));
  return (
    <select
      className="input"
      aria-label={`Role of ${member.name}`}
      value={member.role}
      disabled={changing.isPending}
      onChange={({ target }) => changing.mutate(target.value as Role)}
    >
      {roles.map((role) => (
        <option key={role}>{role}</option>
      ))}
    </select>
  );
}

interface MemberActionsProps {
  readonly member: Member;
  readonly onInvited: (invited: InvitedMember) => void;
}

function MemberActions({ member, onInvited }: MemberActionsProps) {
  const [removing, setRemoving] = useState(false);
  const inviting = useChange("members", async () => onInvited(await inviteAgain(member.id)));
  const close = (): void => setRemoving(false);
  const remove = async (): Promise<void> => {
    await removeMember(member.id);
    tell(`${member.name} is removed`);
  };
  const leaving = useChange("members", remove, close);
  return (
    <div className="row">
      <Button busy={inviting.isPending} onClick={() => inviting.mutate()}>
        {member.accepted ? "New password" : "Invite again"}
      </Button>
      <Button onClick={() => setRemoving(true)}>Remove</Button>
      <Confirm
        open={removing}
        onClose={close}
        title={`Remove ${member.name}?`}
        action="Remove member"
        busy={leaving.isPending}
        onConfirm={() => leaving.mutate()}
      >
        {member.email} is signed out everywhere and can't sign in again without a new invitation.
        What they did stays on record.
      </Confirm>
    </div>
  );
}
