import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type InvitedMember, membersQuery } from "../../api/members.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { useSession } from "../../shell/account.ts";
import { InvitationShown } from "./invitation-shown.tsx";
import { InviteForm } from "./invite-form.tsx";
import { MemberTable } from "./member-table.tsx";

/** Who of an account may sign in, and as what. */
export function MembersCard({ accountId }: { readonly accountId: string }) {
  const members = useQuery(membersQuery(accountId));
  const { role } = useSession();
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<InvitedMember | null>(null);
  const invite =
    role === "owner" ? (
      <Button kind="main" icon="plus" onClick={() => setInviting(true)}>
        Invite a member
      </Button>
    ) : null;
  return (
    <Card title="Members" actions={invite}>
      <Asked query={members}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="settings" title="No member yet">
              Whoever pays for this account, or writes programs with it, can see its books here.
              Invite them: you get a link to hand over.
            </EmptyState>
          ) : (
            <MemberTable members={data} mayChange={role === "owner"} onInvited={setInvited} />
          )
        }
      </Asked>
      {inviting ? (
        <InviteForm
          accountId={accountId}
          onClose={() => setInviting(false)}
          onInvited={setInvited}
        />
      ) : null}
      <InvitationShown invited={invited} onClose={() => setInvited(null)} />
    </Card>
  );
}
