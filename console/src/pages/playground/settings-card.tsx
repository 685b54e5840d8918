import { fieldAtFault } from "../../api/chat.ts";
import type { Key } from "../../api/keys.ts";
import type { Model } from "../../api/models.ts";
import { DetailChoice } from "../../parts/detail-choice.tsx";
import { Field, TextField } from "../../parts/field.tsx";
import { Card } from "../../parts/page.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { type Problems, type ReplyKind, replies, type Settings } from "./settings.ts";

/** Fields whose refusals are told beside them, here or at the message. */
export const fieldsShown: readonly string[] = [
  "messages",
  "image_url",
  "max_tokens",
  "max_cost",
  "tools",
  "response_format",
];

interface SettingsCardProps {
  readonly settings: Settings;
  readonly model: Model | undefined;
  readonly models: readonly Model[];
  readonly keys: readonly Key[];
  readonly problems: Problems;
  /** What the gateway would refuse of the call as it stands. */
  readonly error: unknown;
  readonly onChange: (changed: Partial<Settings>) => void;
  readonly onModel: (id: string) => void;
  readonly onKey: (id: string) => void;
}

/** How the next call is made. */
export function SettingsCard(props: SettingsCardProps) {
  const { settings, model, models, error, onChange } = props;
  const fault = (name: string): string | undefined =>
    fieldAtFault(error)?.startsWith(name) && error instanceof Error ? error.message : undefined;
  return (
    <Card title="Call">
      <div className="form">
        <SearchSelect
          label="Model"
          choices={models.map(({ id, name }) => ({ value: id, label: name }))}
          value={settings.model}
          onChange={(id) => (id === null ? undefined : props.onModel(id))}
        />
        <KeyField keys={props.keys} value={settings.key} onChange={props.onKey} />
        <div className="size-fields">
          <TextField
            label="max_tokens"
            type="number"
            min={1}
            hint={model === undefined ? undefined : `up to ${model.output_tokens_max}`}
            error={fault("max_tokens")}
            value={settings.maxTokens}
            onChange={({ target }) => onChange({ maxTokens: target.value })}
          />
          <TextField
            label="max_cost, dollars"
            inputMode="decimal"
            placeholder="no limit"
            hint="ends the answer there"
            error={fault("max_cost")}
            value={settings.maxCost}
            onChange={({ target }) => onChange({ maxCost: target.value.trim() })}
          />
        </div>
        {model?.input_modalities.includes("image") === true ? (
          <DetailChoice value={settings.detail} onChange={(detail) => onChange({ detail })} />
        ) : null}
        {model?.output_modalities.includes("image") === true ? (
          <label className="check">
            <input
              type="checkbox"
              checked={settings.draws}
              onChange={({ target }) => onChange({ draws: target.checked })}
            />
            Pictures may come out
          </label>
        ) : null}
        <ReplyFields {...props} fault={props.problems.schema ?? fault("response_format")} />
        <JsonField
          label="Tools"
          hint="A JSON array of functions, as OpenAI has it. Empty: none."
          placeholder={toolsExample}
          error={props.problems.tools ?? fault("tools")}
          value={settings.tools}
          onChange={(tools) => onChange({ tools })}
        />
      </div>
    </Card>
  );
}

const toolsExample = `[{ "type": "function", "function": {
  "name": "weather",
  "parameters": { "type": "object",
    "properties": { "city": { "type": "string" } } } } }]`;

interface KeyFieldProps {
  readonly keys: readonly Key[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function KeyField({ keys, value, onChange }: KeyFieldProps) {
  return (
    <Field label="Key that pays">
      {(control) => (
        <select
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value)}
          {...control}
        >
          {keys.map(({ id, name, hint }) => (
            <option key={id} value={id}>{`${name} · ${hint}`}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ReplyFields(props: SettingsCardProps & { readonly fault: string | undefined }) {
  const { settings, onChange, fault } = props;
  return (
    <>
      <Field label="Answer as" error={settings.reply === "json_schema" ? undefined : fault}>
        {(control) => (
          <select
            className="input"
            value={settings.reply}
            onChange={({ target }) =>
              onChange({ reply: replies.find((one) => one === target.value) ?? "text" })
            }
            {...control}
          >
            {replies.map((reply) => (
              <option key={reply} value={reply}>
                {replyNames[reply]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {settings.reply === "json_schema" ? (
        <JsonField
          label="JSON schema"
          error={fault}
          value={settings.schema}
          onChange={(schema) => onChange({ schema })}
        />
      ) : null}
    </>
  );
}

const replyNames: Readonly<Record<ReplyKind, string>> = {
  text: "Text",
  json_object: "JSON",
  json_schema: "JSON by a schema",
};

interface JsonFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function JsonField({ label, hint, placeholder, error, value, onChange }: JsonFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          className="input code"
          rows={6}
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          {...control}
        />
      )}
    </Field>
  );
}
