import type { Distribution } from "../../api/plans.ts";
import { errorAt, Field } from "../../parts/field.tsx";
import { convertLength, kindOf, type LengthKind, lengthKinds } from "./lengths.ts";
import { NumberField } from "./number-field.tsx";

interface LengthFieldProps {
  readonly label: string;
  /** The workload's name of it. */
  readonly name: string;
  readonly value: Distribution | undefined;
  readonly onChange: (value: Distribution | undefined) => void;
  readonly error: unknown;
}

const kindNames: Readonly<Record<LengthKind, string>> = {
  fixed: "always so many",
  range: "anything between",
  lognormal: "as answers usually are",
  recorded: "as recorded",
};

/** How many tokens: one number, a range, or a spread with a long tail. */
export function LengthField(props: LengthFieldProps) {
  const { label, name, value, onChange, error } = props;
  const kind = kindOf(value);
  const kinds: readonly LengthKind[] = kind === "recorded" ? [...lengthKinds, kind] : lengthKinds;
  return (
    <fieldset className="fieldset">
      <legend>{label}</legend>
      <Field label="How long" error={errorAt(error, name)}>
        {(control) => (
          <select
            className="input"
            value={kind}
            onChange={({ target }) => {
              const next = kinds.find((one) => one === target.value);
              if (next !== undefined && next !== "recorded") onChange(convertLength(value, next));
            }}
            {...control}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {kindNames[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <LengthNumbers {...props} />
    </fieldset>
  );
}

function LengthNumbers({ name, value, onChange, error }: LengthFieldProps) {
  if (typeof value !== "object") {
    return <NumberField label="Tokens" value={value} onChange={onChange} />;
  }
  if ("range" in value) {
    const [low, high] = value.range;
    return (
      <div className="planner-numbers">
        <NumberField
          label="From"
          value={low}
          error={errorAt(error, `${name}.range`, `${name}.range[0]`)}
          onChange={(next) => onChange({ range: [next ?? "", high] })}
        />
        <NumberField
          label="To"
          value={high}
          error={errorAt(error, `${name}.range[1]`)}
          onChange={(next) => onChange({ range: [low, next ?? ""] })}
        />
      </div>
    );
  }
  if (!("lognormal" in value)) return <p className="muted small">Kept as the workload has it.</p>;
  const { lognormal } = value;
  return (
    <div className="planner-numbers">
      {lognormalParts.map(({ part, label }) => (
        <NumberField
          key={part}
          label={label}
          value={lognormal[part]}
          error={errorAt(error, `${name}.lognormal.${part}`)}
          onChange={(next) => onChange({ lognormal: { ...lognormal, [part]: next ?? "" } })}
        />
      ))}
    </div>
  );
}

const lognormalParts = [
  { part: "p50", label: "Half below" },
  { part: "p95", label: "95 % below" },
  { part: "max", label: "At most" },
] as const;
