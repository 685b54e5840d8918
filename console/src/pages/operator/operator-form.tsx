import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createOperator, type Operator } from "../../api/operators.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { errorAt, Field, FormError, TextField } from "../../parts/field.tsx";
import { submitted } from "../../parts/submitted.ts";

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
    mutationFn: (form: FormData) =>
      createOperator(String(form.get("name")).trim(), String(form.get("role"))),
    onSuccess: async (made) => {
      onClose();
      onMade(made);
      await client.invalidateQueries({ queryKey: ["operators"] });
    },
  });
  const { error } = making;
  return (
    <Dialog open onClose={onClose} title="Make an operator">
      <form className="form" onSubmit={submitted((form) => making.mutate(form))}>
        <TextField
          label="Name"
          name="name"
          required
          maxLength={128}
          placeholder="Ada, bookkeeping"
          error={errorAt(error, "name")}
        />
        <Field label="Role" error={errorAt(error, "role")}>
          {(control) => (
            <select className="input" name="role" defaultValue="viewer" {...control}>
              {roles.map(({ role, may }) => (
                <option key={role} value={role}>
                  {role}: {may}
                </option>
              ))}
            </select>
          )}
        </Field>
        <FormError error={error} fields={["name", "role"]} />
        <footer className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" busy={making.isPending}>
            Make operator
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
