import { useId } from "react";
import type { Workload } from "../../api/plans.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Card } from "../../parts/page.tsx";
import { details } from "./images-field.tsx";
import { scaleLength } from "./lengths.ts";
import type { WhatIf } from "./planner-search.ts";
import { volumeUnit } from "./volume-fields.tsx";

interface WhatIfCardProps {
  readonly workload: Workload;
  readonly whatIf: WhatIf;
  readonly onChange: (whatIf: WhatIf) => void;
}

/** The workload with something changed about it, beside the workload as it is. */
export function WhatIfCard({ workload, whatIf, onChange }: WhatIfCardProps) {
  const some = Object.keys(whatIf).length > 0;
  const put = (name: string, value: number | string | undefined): void => {
    const { [name]: _before, ...others } = whatIf;
    onChange(value === undefined ? others : { ...others, [name]: value });
  };
  const reset = some ? <Button onClick={() => onChange({})}>Reset</Button> : null;
  return (
    <Card title="What if" actions={reset}>
      <div className="planner-sliders">
        <VolumeSlider workload={workload} whatIf={whatIf} put={put} />
        {scaleLength(workload.output_tokens, 100) === null ? null : (
          <Slider
            label="Length of answers"
            value={Number(whatIf["length"] ?? 100)}
            bounds={[10, 300, 5]}
            told={(value) => `${value} %`}
            onChange={(value) => put("length", value === 100 ? undefined : value)}
          />
        )}
        <Slider
          label="Share that a cache serves"
          value={Math.round(
            Number(whatIf["cacheable_share"] ?? workload.cacheable_share ?? 0) * 100,
          )}
          bounds={[0, 100, 5]}
          told={(value) => `${value} %`}
          onChange={(value) => put("cacheable_share", value / 100)}
        />
        <TurnsSlider workload={workload} whatIf={whatIf} put={put} />
        {workload.images === undefined ? null : <DetailChoice whatIf={whatIf} put={put} />}
      </div>
      <OtherChanges whatIf={whatIf} put={put} />
    </Card>
  );
}

/** What the gateway is asked to change; null where nothing is. */
export function changesOf(
  workload: Workload,
  { length, ...fields }: WhatIf,
): Readonly<Record<string, unknown>> | null {
  const scaled = length === undefined ? null : scaleLength(workload.output_tokens, Number(length));
  // A limit that cut the answers as they are would cut longer ones to the same.
  const limit = workload.max_tokens;
  const cut = scaled === null || limit === undefined ? null : scaleLength(limit, Number(length));
  const changes = {
    ...(scaled === null ? {} : { output_tokens: scaled }),
    ...(cut === null ? {} : { max_tokens: cut }),
    ...fields,
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

interface PartProps {
  readonly workload: Workload;
  readonly whatIf: WhatIf;
  readonly put: (name: string, value: number | string | undefined) => void;
}

/** A tenth of what there is up to ten times as much, in even steps of its logarithm. */
function VolumeSlider({ workload, whatIf, put }: PartProps) {
  const unit = volumeUnit(workload);
  const now = Number(workload[unit] ?? 0);
  if (!(now > 0)) return null;
  const at = (step: number): number => Math.max(1, Math.round(now * 10 ** (step / 20)));
  const shown = Number(whatIf[unit] ?? now);
  return (
    <Slider
      label={unit === "calls_per_day" ? "Calls a day" : "Conversations a day"}
      value={Math.round(20 * Math.log10(shown / now))}
      bounds={[-20, 20, 1]}
      told={(step) => at(step).toLocaleString("en-US")}
      onChange={(step) => put(unit, step === 0 ? undefined : at(step))}
    />
  );
}

function TurnsSlider({ workload, whatIf, put }: PartProps) {
  const now = Number(workload.turns ?? 1);
  if (!(now > 1)) return null;
  return (
    <Slider
      label="Turns of a conversation"
      value={Number(whatIf["turns"] ?? now)}
      bounds={[1, Math.max(20, now * 2), 1]}
      told={String}
      onChange={(turns) => put("turns", turns === now ? undefined : turns)}
    />
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  /** Least, most, step. */
  readonly bounds: readonly [number, number, number];
  readonly told: (value: number) => string;
  readonly onChange: (value: number) => void;
}

function Slider({ label, value, bounds, told, onChange }: SliderProps) {
  const id = useId();
  const [min, max, step] = bounds;
  return (
    <div className="field">
      <p className="share-name">
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id}>{told(value)}</output>
      </p>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={told(value)}
        onChange={({ target }) => onChange(Number(target.value))}
      />
    </div>
  );
}

function DetailChoice({ whatIf, put }: Omit<PartProps, "workload">) {
  return (
    <Field label="Detail of pictures">
      {(control) => (
        <select
          className="input"
          value={whatIf["detail"] ?? ""}
          onChange={({ target }) => put("detail", target.value || undefined)}
          {...control}
        >
          <option value="">as it is</option>
          {details.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

const withControl = [
  "length",
  "cacheable_share",
  "turns",
  "detail",
  "calls_per_day",
  "conversations_per_day",
];

/** Changes that were taken from the plan's proposals, each with the way to take it back. */
function OtherChanges({ whatIf, put }: Omit<PartProps, "workload">) {
  const others = Object.entries(whatIf).filter(([name]) => !withControl.includes(name));
  if (others.length === 0) return null;
  return (
    <p className="row">
      {others.map(([name, value]) => (
        <Button
          key={name}
          icon="close"
          aria-label={`Take back ${name}=${value}`}
          onClick={() => put(name, undefined)}
        >
          {name}={value}
        </Button>
      ))}
    </p>
  );
}
