import type { Workload } from "../../api/plans.ts";
import { errorAt, FormError, TextField } from "../../parts/field.tsx";
import { Card } from "../../parts/page.tsx";
import { ModelPicker } from "../keys/model-picker.tsx";
import { ImagesField } from "./images-field.tsx";
import { LengthField } from "./length-field.tsx";
import { NumberField } from "./number-field.tsx";
import { VolumeFields } from "./volume-fields.tsx";

interface WorkloadFormProps {
  readonly workload: Workload;
  readonly onChange: (changed: Partial<Workload>) => void;
  /** What the gateway refuses, to be shown at its field. */
  readonly error: unknown;
}

/** What the work is: how many calls, what goes in, what comes out, what the model must be able to. */
export function WorkloadForm({ workload, onChange, error }: WorkloadFormProps) {
  const number = (name: NumberName, label: string, hint?: string) => (
    <NumberField
      label={label}
      hint={hint}
      value={workload[name]}
      error={errorAt(error, name)}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <Card title="The workload">
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label="Name"
          value={workload.name ?? ""}
          error={errorAt(error, "name")}
          onChange={({ target }) => onChange({ name: target.value || undefined })}
        />
        <VolumeFields workload={workload} onChange={onChange} error={error} />
        {number("system_tokens", "Tokens that every call begins with", "Instructions and tools.")}
        <LengthField
          label="Prompt, in tokens"
          name="prompt_tokens"
          value={workload.prompt_tokens}
          error={error}
          onChange={(value) => onChange({ prompt_tokens: value })}
        />
        <LengthField
          label="Answer, in tokens"
          name="output_tokens"
          value={workload.output_tokens}
          error={error}
          onChange={(value) => onChange({ output_tokens: value })}
        />
        {number("max_tokens", "Answers are cut at", "Tokens. Empty: the model's own limit.")}
        <ImagesField workload={workload} onChange={onChange} error={error} />
        <NeedsField workload={workload} onChange={onChange} />
        <ModelPicker
          chosen={workload.models ?? null}
          error={errorAt(error, "models")}
          onChange={(models) => onChange({ models: models ?? undefined })}
        />
        <details
          className="planner-more"
          {...(errorAt(error, ...furtherFields) === undefined ? {} : { open: true })}
        >
          <summary>Cache, waiting, days</summary>
          <div className="form">
            {number(
              "cacheable_share",
              "Share that a cache serves",
              "From 0 to 1, of what repeats.",
            )}
            {number("first_token_ms_max", "Longest wait for the first token", "Milliseconds.")}
            {number("days_per_month", "Days in a month", "30 where it is empty.")}
          </div>
        </details>
        <FormError error={error} fields={shownFields} />
      </form>
    </Card>
  );
}

type NumberName =
  | "system_tokens"
  | "max_tokens"
  | "cacheable_share"
  | "first_token_ms_max"
  | "days_per_month";

const furtherFields = ["cacheable_share", "first_token_ms_max", "days_per_month"];

/** Refusals of these stand at their fields. */
const shownFields = [
  "name",
  "calls_per_day",
  "conversations_per_day",
  "turns",
  "system_tokens",
  "prompt_tokens",
  "output_tokens",
  "max_tokens",
  "images",
  "models",
  ...furtherFields,
];

const needs = [
  { need: "vision", name: "sees pictures" },
  { need: "tools", name: "calls tools" },
  { need: "json", name: "keeps to a JSON schema" },
] as const;

function NeedsField({ workload, onChange }: Omit<WorkloadFormProps, "error">) {
  const { needs: chosen = [] } = workload;
  const put = (next: readonly string[]): void =>
    onChange({ needs: next.length === 0 ? undefined : next });
  return (
    <fieldset className="fieldset">
      <legend>The model</legend>
      {needs.map(({ need, name }) => (
        <label key={need} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(need)}
            onChange={({ target }) =>
              put(target.checked ? [...chosen, need] : chosen.filter((one) => one !== need))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
