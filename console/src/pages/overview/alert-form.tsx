import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createAlert, type NewAlert } from "../../api/alerts.ts";
import { errorAt, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { textOf } from "../../parts/text-of.ts";

interface AlertFormProps {
  readonly accountId: string;
  readonly onClose: () => void;
  readonly onMade: (made: NewAlert) => void;
}

const fields = ["below", "webhook_url", "secret"];

/** Makes an alert; the secret that signs it comes next, where the gateway drew one. */
export function AlertForm({ accountId, onClose, onMade }: AlertFormProps) {
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string): string => textOf(form, name);
      const [below, secret] = [text("below"), text("secret")];
      return createAlert({
        account_id: accountId,
        webhook_url: text("webhook_url"),
        ...(below === "" ? {} : { below }),
        ...(secret === "" ? {} : { secret }),
      });
    },
    onSuccess: async (made) => {
      onClose();
      if (made.secret !== undefined) onMade(made);
      await client.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  const { error } = making;
  return (
    <FormDialog
      title="Add an alert"
      description="One signed webhook each time the available balance falls below an amount; again only after it has risen above it."
      onClose={onClose}
      action="Add alert"
      onSubmit={(form) => making.mutate(form)}
      sending={making}
      errorFields={fields}
    >
      <TextField
        label="Below, in dollars"
        name="below"
        inputMode="decimal"
        placeholder="5.00"
        hint="Empty: $5.00."
        error={errorAt(error, "below")}
      />
      <TextField
        label="Webhook address"
        name="webhook_url"
        type="url"
        required
        maxLength={2_048}
        placeholder="https://hooks.example.com/farebox"
        error={errorAt(error, "webhook_url")}
      />
      <TextField
        label="Signing secret"
        name="secret"
        autoComplete="off"
        placeholder="one is made"
        hint="whsec_ and 24 to 64 bytes in base64, where you have one already."
        error={errorAt(error, "secret")}
      />
    </FormDialog>
  );
}
