import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type InvitedMember, inviteMember } from "../../api/members.ts";
import type { Role } from "../../api/session.ts";
import { errorAt, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { RoleField } from "../../parts/role-field.tsx";
import { textOf } from "../../parts/text-of.ts";

interface InviteFormProps {
  readonly accountId: string;
  readonly onClose: () => void;
  readonly onInvited: (invited: InvitedMember) => void;
}

const fields = ["email", "name", "role"];

const roles = [
  { role: "owner", may: "everything of the account" },
  { role: "billing", may: "reads, calls, settles, sets alerts" },
  { role: "viewer", may: "reads only" },
] as const;

/** Makes a member; the link to hand over comes next. */
export function InviteForm({ accountId, onClose, onInvited }: InviteFormProps) {
  const client = useQueryClient();
  const inviting = useMutation({
    mutationFn: (form: FormData) =>
      inviteMember({
        account_id: accountId,
        email: textOf(form, "email"),
        name: textOf(form, "name"),
        role: textOf(form, "role") as Role,
      }),
    onSuccess: async (invited) => {
      onClose();
      onInvited(invited);
      await client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  const { error } = inviting;
  return (
    <FormDialog
      title="Invite a member"
      onClose={onClose}
      action="Invite"
      onSubmit={(form) => inviting.mutate(form)}
      sending={inviting}
      errorFields={fields}
    >
      <TextField label="Name" name="name" required maxLength={128} error={errorAt(error, "name")} />
      <TextField
        label="E-mail address"
        name="email"
        required
        maxLength={255}
        hint="They sign in with it. Nothing is sent: you hand over the link yourself."
        error={errorAt(error, "email")}
      />
      <RoleField choices={roles} error={error} />
    </FormDialog>
  );
}
