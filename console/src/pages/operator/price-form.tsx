import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { modelsQuery } from "../../api/models.ts";
import {
  draftPrice,
  type PriceDraft,
  type PriceTerms,
  type PriceVersion,
  publishPrice,
} from "../../api/prices.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { errorAt, FormError, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { textOf } from "../../parts/text-of.ts";
import { tell } from "../../parts/toasts.tsx";
import { DraftShown } from "./draft-shown.tsx";
import { RateFields, readPrice } from "./rate-fields.tsx";

/** What a draft begins with: the version that it changes, or what is being looked at. */
export interface PriceStart {
  readonly list?: string | undefined;
  readonly model?: string | undefined;
  readonly price: PriceVersion["price"] | null;
  /** What was drafted before, and is looked at again. */
  readonly drafted?: Pick<PriceTerms, "effective_from" | "source">;
}

interface PriceFormProps {
  readonly start: PriceStart;
  readonly onClose: () => void;
}

/** What was drafted, and how it would stand: only that can be published. */
interface Drafted {
  readonly terms: PriceTerms;
  readonly draft: PriceDraft;
}

/** A price is drafted, looked at beside what is in force and what it costs, and then published. */
export function PriceForm({ start: asked, onClose }: PriceFormProps) {
  const [start, setStart] = useState(asked);
  const [model, setModel] = useState<string | null>(start.model ?? null);
  const [drafted, setDrafted] = useState<Drafted | null>(null);
  const drafting = useMutation({
    mutationFn: async (terms: PriceTerms) => ({ terms, draft: await draftPrice(terms) }),
    onSuccess: setDrafted,
  });
  if (drafted !== null) {
    const goBack = (): void => {
      const { list, price, effective_from, source } = drafted.terms;
      setStart({ list, price, drafted: { effective_from, source } });
      setDrafted(null);
    };
    return <PublishStep drafted={drafted} onBack={goBack} onClose={onClose} />;
  }
  const { error } = drafting;
  return (
    <FormDialog
      title="Draft a price"
      description="Nothing is published yet: next you see it beside what is in force and what it costs."
      wide
      onClose={onClose}
      action="See what changes"
      onSubmit={(form) => drafting.mutate(readTerms(form, model, start))}
      sending={drafting}
      errorFields={["model", "list", "effective_from", "source", ...rateParams]}
      incomplete={model === null}
    >
      <div className="operator-pair">
        <ModelField model={model} onChange={setModel} error={errorAt(error, "model")} />
        <TextField
          label="List"
          name="list"
          required
          defaultValue={start.list ?? "flat"}
          hint="A new name makes a list of your own, which accounts can be given."
          error={errorAt(error, "list")}
        />
      </div>
      <RateFields price={start.price} error={error} />
      <div className="operator-pair">
        <TextField
          label="In force from"
          name="effective_from"
          defaultValue={start.drafted?.effective_from ?? undefined}
          placeholder="2027-01-01 or 2027-01-01T12:00:00Z"
          hint="A day begins at midnight UTC. Empty: at once."
          error={errorAt(error, "effective_from")}
        />
        <TextField
          label="Source"
          name="source"
          defaultValue={start.drafted?.source}
          required
          maxLength={1000}
          placeholder="who decided it, or where it is published"
          error={errorAt(error, "source")}
        />
      </div>
    </FormDialog>
  );
}

const rateParams = ["text", "image", "cached", "audio", "reasoning"].flatMap((modality) => [
  `price.input.${modality}`,
  `price.output.${modality}`,
]);

function ModelField(props: {
  readonly model: string | null;
  readonly onChange: (model: string | null) => void;
  readonly error: string | undefined;
}) {
  const models = useQuery(modelsQuery).data?.data ?? [];
  return (
    <div>
      <SearchSelect
        label="Model"
        choices={models.map(({ id }) => ({ value: id, label: id }))}
        value={props.model}
        onChange={props.onChange}
      />
      {props.error === undefined ? null : (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
    </div>
  );
}

interface PublishStepProps {
  readonly drafted: Drafted;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

function PublishStep({ drafted: { terms, draft }, onBack, onClose }: PublishStepProps) {
  const client = useQueryClient();
  const publishing = useMutation({
    mutationFn: () => publishPrice(terms),
    onSuccess: async ({ model, list }) => {
      onClose();
      tell(`A price of ${model} is published`, `On the list ${list}.`);
      await client.invalidateQueries({ queryKey: ["prices"] });
      await client.invalidateQueries({ queryKey: ["price-lists"] });
    },
  });
  const from = terms.effective_from;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${draft.version.model} on the list ${draft.version.list}`}
      description={from === null ? "In force at once." : `In force from ${from}.`}
      wide
    >
      <DraftShown draft={draft} />
      <FormError error={publishing.error} />
      <footer className="dialog-foot">
        <Button onClick={onBack}>Back to the draft</Button>
        <Button kind="main" busy={publishing.isPending} onClick={() => publishing.mutate()}>
          {from === null ? "Publish now" : "Publish"}
        </Button>
      </footer>
    </Dialog>
  );
}

/** What the form says; whether it is allowed, the gateway says. */
function readTerms(form: FormData, model: string | null, { price }: PriceStart): PriceTerms {
  const text = (name: string): string => textOf(form, name);
  const from = text("effective_from");
  return {
    list: text("list"),
    model: model ?? "",
    effective_from: from === "" ? null : from,
    price: readPrice(text, price),
    source: text("source"),
  };
}
