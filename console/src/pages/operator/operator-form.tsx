import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createOperator, type Operator } from "../../api/operators.ts";
import { errorAt, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { RoleField } from "../../parts/role-field.tsx";
import { textOf } from "../../parts/text-of.ts";

export type NewOperator = Operator & { readonly token: string };

interface OperatorFormProps {
  readonly onClose: () => void;
  readonly onMade: (made: NewOperator) => void;
}

const roles = [
  { role: "viewer", may: "reads everything" },
  { role: "billing", may: "reads, books money, settles, keeps alerts" },
  { role: "owner", may: "everything" },
] as const;

/** Makes an operator; the token comes next. */
export function OperatorForm({ onClose, onMade }: OperatorFormProps) {
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: (form: FormData) => createOperator(textOf(form, "name"), textOf(form, "role")),
    onSuccess: async (made) => {
      onClose();
      onMade(made);
      await client.invalidateQueries({ queryKey: ["operators"] });
    },
  });
  const { error } = making;
  return (
    <FormDialog
      title="Make an operator"
      onClose={onClose}
      action="Make operator"
      onSubmit={(form) => making.mutate(form)}
      sending={making}
      errorFields={["name", "role"]}
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={128}
        placeholder="Ada, bookkeeping"
        error={errorAt(error, "name")}
      />
      <RoleField choices={roles} error={error} />
    </FormDialog>
  );
}
