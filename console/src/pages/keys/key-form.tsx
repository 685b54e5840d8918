import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  changeKey,
  createKey,
  createProject,
  type Key,
  type KeyTerms,
  type NewKey,
  projectsQuery,
  type SpendPeriod,
  spendPeriods,
} from "../../api/keys.ts";
import { errorAt, Field, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { textOf } from "../../parts/text-of.ts";
import { ModelPicker } from "./model-picker.tsx";

interface KeyFormProps {
  readonly accountId: string;
  /** The key that is changed; null for a new one. */
  readonly known: Key | null;
  readonly onClose: () => void;
  readonly onMade: (made: NewKey) => void;
}

const fields = ["name", "models", "output_tokens_max", "spend_limit.amount", "expires_at"];

/** Makes a key, or changes one. */
export function KeyForm({ accountId, known, onClose, onMade }: KeyFormProps) {
  const [models, setModels] = useState<readonly string[] | null>(known?.models ?? null);
  const saving = useSaving({ accountId, known, onClose, onMade });
  const { error } = saving;
  return (
    <FormDialog
      title={known === null ? "Create a key" : `Edit ${known.name}`}
      onClose={onClose}
      action={known === null ? "Create key" : "Save"}
      onSubmit={(form) => saving.mutate({ form, terms: readTerms(form, models) })}
      sending={saving}
      errorFields={fields}
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={128}
        defaultValue={known?.name}
        placeholder="web-prod"
        error={errorAt(error, "name")}
      />
      {known === null ? <ProjectField accountId={accountId} /> : null}
      <ModelPicker chosen={models} onChange={setModels} error={errorAt(error, "models")} />
      <TextField
        label="Output tokens in one call"
        name="output_tokens_max"
        type="number"
        min={1}
        placeholder="the model's own limit"
        defaultValue={known?.output_tokens_max ?? undefined}
        error={errorAt(error, "output_tokens_max")}
      />
      <SpendFields known={known} error={errorAt(error, "spend_limit.amount", "spend_limit")} />
      <TextField
        label="Expires"
        name="expires_at"
        type="date"
        defaultValue={known?.expires_at?.slice(0, 10)}
        hint="At the beginning of that day, UTC. Empty: never."
        error={errorAt(error, "expires_at")}
      />
    </FormDialog>
  );
}

function SpendFields(props: { readonly known: Key | null; readonly error: string | undefined }) {
  const { spend_limit: limit } = props.known ?? { spend_limit: null };
  return (
    <div className="pair">
      <TextField
        label="Spend limit in dollars"
        name="spend"
        inputMode="decimal"
        placeholder="none"
        defaultValue={limit?.amount}
        error={props.error}
      />
      <Field label="In each">
        {(control) => (
          <select
            className="input"
            name="period"
            defaultValue={limit?.period ?? "month"}
            {...control}
          >
            {spendPeriods.map((period) => (
              <option key={period}>{period}</option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

const newProject = "new";

function ProjectField({ accountId }: { readonly accountId: string }) {
  const { data } = useQuery(projectsQuery(accountId));
  const [chosen, setChosen] = useState<string | null>(null);
  if (data === undefined) return null;
  const value = chosen ?? data.data[0]?.id ?? newProject;
  return (
    <>
      <Field label="Project" hint="Keys of one project see each other's calls.">
        {(control) => (
          <select
            className="input"
            name="project"
            value={value}
            onChange={({ target }) => setChosen(target.value)}
            {...control}
          >
            {data.data.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value={newProject}>A new project …</option>
          </select>
        )}
      </Field>
      {value === newProject ? (
        <TextField label="Name of the new project" name="project_name" required maxLength={128} />
      ) : null}
    </>
  );
}

interface Saved {
  readonly form: FormData;
  readonly terms: KeyTerms;
}

function useSaving({ accountId, known, onClose, onMade }: KeyFormProps) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ form, terms }: Saved): Promise<NewKey | null> => {
      if (known !== null) {
        await changeKey(known.id, terms);
        return null;
      }
      const chosen = String(form.get("project"));
      const project =
        chosen === newProject
          ? (await createProject(accountId, String(form.get("project_name")))).id
          : chosen;
      return await createKey(project, terms);
    },
    onSuccess: async (made) => {
      onClose();
      if (made !== null) onMade(made);
      await client.invalidateQueries({ queryKey: ["keys"] });
      await client.invalidateQueries({ queryKey: ["projects"] });
    },
  });
}

/** What the form says; whether it is allowed, the gateway says. */
function readTerms(form: FormData, models: readonly string[] | null): KeyTerms {
  const text = (name: string): string => textOf(form, name);
  const [tokens, spend, day] = [text("output_tokens_max"), text("spend"), text("expires_at")];
  return {
    name: text("name"),
    models,
    output_tokens_max: tokens === "" ? null : Number(tokens),
    spend_limit: spend === "" ? null : { amount: spend, period: text("period") as SpendPeriod },
    expires_at: day === "" ? null : `${day}T00:00:00Z`,
  };
}
