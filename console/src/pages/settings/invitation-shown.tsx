import { type InvitedMember, invitationLink } from "../../api/members.ts";
import { Button } from "../../parts/button.tsx";
import { Copyable } from "../../parts/copy.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { showDay } from "../../parts/instant.tsx";

interface InvitationShownProps {
  readonly invited: InvitedMember | null;
  readonly onClose: () => void;
}

/** The one moment in which an invitation's link can be read. */
export function InvitationShown({ invited, onClose }: InvitationShownProps) {
  const until = invited?.invitation_expires_at ?? null;
  return (
    <Dialog
      open={invited !== null}
      onClose={onClose}
      title={`The invitation for ${invited?.name ?? ""}`}
      description="Shown this once. Whoever opens the link first chooses the password: hand it over where nobody else reads."
    >
      {invited === null ? null : (
        <>
          <Copyable text={invitationLink(invited)} label="Copy the link" />
          <p className="muted small">
            {until === null ? "" : `It can be accepted until ${showDay(until)}. `}A new one voids
            it.
          </p>
        </>
      )}
      <footer className="dialog-foot">
        <Button kind="main" onClick={onClose}>
          I have handed it over
        </Button>
      </footer>
    </Dialog>
  );
}
