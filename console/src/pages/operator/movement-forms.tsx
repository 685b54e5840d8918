import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Account, adjust, type Movement, topUp } from "../../api/accounts.ts";
import { showDollars } from "../../api/money.ts";
import { errorAt, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { textOf } from "../../parts/text-of.ts";
import { tell } from "../../parts/toasts.tsx";

interface MovementFormProps {
  readonly account: Account;
  readonly onClose: () => void;
}

/** Money that came in. Its reference makes it safe to send again. */
export function TopUpForm({ account, onClose }: MovementFormProps) {
  const booking = useBooking(account, onClose, (form) =>
    topUp(account.id, { amount: textOf(form, "amount"), reference: textOf(form, "reference") }),
  );
  const { error } = booking;
  return (
    <FormDialog
      title={`Top up ${account.name}`}
      onClose={onClose}
      action="Top up"
      onSubmit={(form) => booking.mutate(form)}
      sending={booking}
      errorFields={["amount", "reference"]}
    >
      <AmountField error={error} hint="Dollars that were paid." />
      <ReferenceField error={error} placeholder="invoice-2041" />
    </FormDialog>
  );
}

/** A refund, a correction, a chargeback: always with its reason. */
export function AdjustForm({ account, onClose }: MovementFormProps) {
  const [owed, setOwed] = useState(false);
  const booking = useBooking(account, onClose, (form) =>
    adjust(account.id, {
      amount: textOf(form, "amount"),
      reference: textOf(form, "reference"),
      reason: textOf(form, "reason"),
      allow_owed: owed,
    }),
  );
  const { error } = booking;
  return (
    <FormDialog
      title={`Adjust ${account.name}`}
      description="It is a line of the journal, and is corrected by another one only."
      onClose={onClose}
      action="Book adjustment"
      onSubmit={(form) => booking.mutate(form)}
      sending={booking}
      errorFields={["amount", "reference", "reason"]}
    >
      <AmountField error={error} hint="Dollars; with a minus it takes away." />
      <TextField
        label="Reason"
        name="reason"
        required
        maxLength={128}
        placeholder="refund of a failed batch"
        error={errorAt(error, "reason")}
      />
      <ReferenceField error={error} placeholder="cb-7" />
      <label className="check">
        <input type="checkbox" checked={owed} onChange={({ target }) => setOwed(target.checked)} />
        What is not available is owed, and paid first by the next money
      </label>
    </FormDialog>
  );
}

function AmountField({ error, hint }: { readonly error: unknown; readonly hint: string }) {
  return (
    <TextField
      label="Amount"
      name="amount"
      inputMode="decimal"
      required
      placeholder="25.00"
      hint={hint}
      error={errorAt(error, "amount")}
    />
  );
}

function ReferenceField(props: { readonly error: unknown; readonly placeholder: string }) {
  return (
    <TextField
      label="Reference"
      name="reference"
      required
      maxLength={128}
      placeholder={props.placeholder}
      hint="Your own name for it: what has it already is not booked again."
      error={errorAt(props.error, "reference")}
    />
  );
}

function useBooking(
  account: Account,
  onClose: () => void,
  book: (form: FormData) => Promise<Movement>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: book,
    onSuccess: async ({ amount, repeated, balance }) => {
      onClose();
      const now = `Available is ${showDollars(balance.available)}.`;
      if (repeated) tell("That was booked before", `Nothing has changed. ${now}`);
      else tell(`${showDollars(amount)} booked on ${account.name}`, now);
      await client.invalidateQueries({ queryKey: ["accounts"] });
      await client.invalidateQueries({ queryKey: ["journal", account.id] });
    },
  });
}
