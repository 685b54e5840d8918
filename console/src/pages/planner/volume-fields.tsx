import type { Workload } from "../../api/plans.ts";
import { errorAt, Field } from "../../parts/field.tsx";
import { NumberField } from "./number-field.tsx";

interface VolumeFieldsProps {
  readonly workload: Workload;
  readonly onChange: (changed: Partial<Workload>) => void;
  readonly error: unknown;
}

const units = ["calls_per_day", "conversations_per_day"] as const;

/** How much there is of it in a day: counted in calls, or in conversations of several. */
export function VolumeFields({ workload, onChange, error }: VolumeFieldsProps) {
  const unit = volumeUnit(workload);
  const put = (name: (typeof units)[number], value: number | string | undefined): void =>
    onChange({ calls_per_day: undefined, conversations_per_day: undefined, [name]: value });
  return (
    <>
      <div className="planner-halves">
        <NumberField
          label="How many a day"
          value={workload[unit]}
          error={errorAt(error, ...units)}
          onChange={(value) => put(unit, value)}
        />
        <Field label="Counted in">
          {(control) => (
            <select
              className="input"
              value={unit}
              onChange={({ target }) => {
                const next = units.find((one) => one === target.value);
                if (next !== undefined) put(next, workload[unit]);
              }}
              {...control}
            >
              <option value="calls_per_day">calls</option>
              <option value="conversations_per_day">conversations</option>
            </select>
          )}
        </Field>
      </div>
      <NumberField
        label="Turns of a conversation"
        hint="Each sends again what was said before. 1 where it is empty."
        value={workload.turns}
        error={errorAt(error, "turns")}
        onChange={(turns) => onChange({ turns })}
      />
    </>
  );
}

export function volumeUnit(workload: Workload): (typeof units)[number] {
  return workload.conversations_per_day === undefined ? "calls_per_day" : "conversations_per_day";
}
