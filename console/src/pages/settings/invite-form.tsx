import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type InvitedMember, inviteMember, roles } from "../../api/members.ts";
import type { Role } from "../../api/session.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { errorAt, Field, FormError, TextField } from "../../parts/field.tsx";
import { submitted } from "../../parts/submitted.ts";
import { mayDo } from "./may-do.ts";

interface InviteFormProps {
  readonly accountId: string;
  readonly onClose: () => void;
  readonly onInvited: (invited: InvitedMember) => void;
}

const fields = ["email", "name", "role"];

/** Makes a member; the link to hand over comes next. */
export function InviteForm({ accountId, onClose, onInvited }: InviteFormProps) {
  const client = useQueryClient();
  const inviting = useMutation({
    mutationFn: (form: FormData) =>
      inviteMember({
        account_id: accountId,
        email: String(form.get("email")).trim(),
        name: String(form.get("name")).trim(),
        role: String(form.get("role")) as Role,
      }),
    onSuccess: async (invited) => {
      onClose();
      onInvited(invited);
      await client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  const { error } = inviting;
  return (
    <Dialog open onClose={onClose} title="Invite a member">
      <form className="form" onSubmit={submitted((form) => inviting.mutate(form))}>
        <TextField
          label="Name"
          name="name"
          required
          maxLength={128}
          error={errorAt(error, "name")}
        />
        <TextField
          label="E-mail address"
          name="email"
          required
          maxLength={255}
          hint="They sign in with it. Nothing is sent: you hand over the link yourself."
          error={errorAt(error, "email")}
        />
        <Field label="Role" error={errorAt(error, "role")}>
          {(control) => (
            <select className="input" name="role" defaultValue="viewer" {...control}>
              {roles.map((role) => (
                <option key={role} value={role}>
                  {role}: {mayDo[role]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <FormError error={error} fields={fields} />
        <footer className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" busy={inviting.isPending}>
            Invite
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
