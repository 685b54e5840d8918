import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  type Account,
  type AccountTerms,
  changeAccount,
  createAccount,
} from "../../api/accounts.ts";
import { priceListsQuery } from "../../api/prices.ts";
import { errorAt, Field, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { textOf } from "../../parts/text-of.ts";
import { tell } from "../../parts/toasts.tsx";

interface AccountFormProps {
  /** The account whose terms are changed; null for a new one. */
  readonly known: Account | null;
  readonly onClose: () => void;
}

const fields = ["name", "rpm", "concurrency", "price_list"];

/** Makes an account, or changes its name and limits. */
export function AccountForm({ known, onClose }: AccountFormProps) {
  const saving = useSaving(known, onClose);
  const { error } = saving;
  return (
    <FormDialog
      title={known === null ? "Create an account" : `Limits of ${known.name}`}
      onClose={onClose}
      action={known === null ? "Create account" : "Save"}
      onSubmit={(form) => saving.mutate(form)}
      sending={saving}
      errorFields={fields}
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={128}
        defaultValue={known?.name}
        error={errorAt(error, "name")}
      />
      <TextField
        label="Requests a minute"
        name="rpm"
        inputMode="numeric"
        defaultValue={known?.rpm}
        placeholder="600"
        hint="An idle account may use its whole minute at once."
        error={errorAt(error, "rpm")}
      />
      <TextField
        label="Calls at once"
        name="concurrency"
        inputMode="numeric"
        defaultValue={known?.concurrency}
        placeholder="64"
        error={errorAt(error, "concurrency")}
      />
      <PriceListField known={known} error={errorAt(error, "price_list")} />
    </FormDialog>
  );
}

function PriceListField(props: {
  readonly known: Account | null;
  readonly error: string | undefined;
}) {
  const { data: lists = [] } = useQuery(priceListsQuery);
  const own = props.known?.price_list ?? "";
  const names = own === "" || lists.includes(own) ? lists : [own, ...lists];
  return (
    <Field
      label="Price list"
      hint="What a list doesn't name costs what the provider charges."
      error={props.error}
    >
      {(control) => (
        <select
          key={names.join()}
          className="input"
          name="price_list"
          defaultValue={own}
          {...control}
        >
          <option value="">the gateway's own</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

function useSaving(known: Account | null, onClose: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (form: FormData) =>
      known === null ? createAccount(readTerms(form)) : changeAccount(known.id, readTerms(form)),
    onSuccess: async (account) => {
      onClose();
      await client.invalidateQueries({ queryKey: ["accounts"] });
      if (known !== null) return tell(`${account.name} is changed`, "From the next request on.");
      await navigate({ to: "/operator/accounts/$id", params: { id: account.id } });
    },
  });
}

/** What the form says; whether it is allowed, the gateway says. */
function readTerms(form: FormData): AccountTerms {
  const text = (name: string): string => textOf(form, name);
  const [rpm, concurrency, list] = [text("rpm"), text("concurrency"), text("price_list")];
  return {
    name: text("name"),
    ...(rpm === "" ? {} : { rpm: readWhole(rpm) }),
    ...(concurrency === "" ? {} : { concurrency: readWhole(concurrency) }),
    price_list: list === "" ? null : list,
  };
}

function readWhole(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
