import { useMutation } from "@tanstack/react-query";
import { signOut } from "../../api/session.ts";
import { Button } from "../../parts/button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { FormError } from "../../parts/field.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { useSession } from "../../shell/account.ts";
import { leave } from "../../shell/leave.ts";

/** Who is signed in, until when, and the end of it on every device. */
export function SessionCard() {
  const session = useSession();
  const leaving = useMutation({ mutationFn: () => signOut(true), onSuccess: leave });
  const facts = [
    ["Signed in as", session.name],
    ["Account", session.account_name ?? "all: an operator"],
    ["Role", session.role],
    ["This session ends", <Instant key="ends" at={session.expires_at} seconds={false} />],
  ] as const;
  return (
    <Card title="You">
      <Facts facts={facts} />
      <p className="muted">
        On a device that is lost or shared, end every session: whoever uses one has to sign in
        again, you too.
      </p>
      <FormError error={leaving.error} />
      <div className="row">
        <Button icon="out" busy={leaving.isPending} onClick={() => leaving.mutate()}>
          Sign out everywhere
        </Button>
      </div>
    </Card>
  );
}
