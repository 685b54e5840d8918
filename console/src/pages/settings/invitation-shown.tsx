import { type InvitedMember, invitationLink } from "../../api/members.ts";
import { showDay } from "../../parts/instant.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";

interface InvitationShownProps {
  readonly invited: InvitedMember | null;
  readonly onClose: () => void;
}

/** The one moment in which an invitation's link can be read. */
export function InvitationShown({ invited, onClose }: InvitationShownProps) {
  const until = invited?.invitation_expires_at ?? null;
  return (
    <ShownOnce
      text={invited === null ? null : invitationLink(invited)}
      onClose={onClose}
      title={`The invitation for ${invited?.name ?? ""}`}
      description="Shown this once. Whoever opens the link first chooses the password: hand it over where nobody else reads."
      copyLabel="Copy the link"
      closeLabel="I have handed it over"
    >
      <p className="muted small">
        {until === null ? "" : `It can be accepted until ${showDay(until)}. `}A new one voids it.
      </p>
    </ShownOnce>
  );
}
