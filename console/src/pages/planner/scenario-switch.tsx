import type { Workload } from "../../api/plans.ts";
import type { Shipped } from "./planner.tsx";

interface ScenarioSwitchProps {
  readonly shipped: Shipped;
  /** The id of the one that is shown, or that the shown one was made from. */
  readonly chosen: string;
  /** True where something of it was changed. */
  readonly changed: boolean;
  readonly onChoose: (id: string, workload: Workload) => void;
}

/** The workloads that ship, to look at and to start from. */
export function ScenarioSwitch({ shipped, chosen, changed, onChoose }: ScenarioSwitchProps) {
  const shown = shipped.find(({ id }) => id === chosen)?.workload;
  return (
    <div className="stack planner-scenarios">
      <fieldset className="choices">
        <legend className="unseen">Begin with</legend>
        {shipped.map(({ id, workload }) => (
          <button
            key={id}
            type="button"
            className={id === chosen ? "button main" : "button plain"}
            aria-pressed={id === chosen}
            onClick={() => onChoose(id, workload)}
          >
            {workload.name ?? id}
          </button>
        ))}
      </fieldset>
      <p className="muted" aria-live="polite">
        {changed ? "Changed by you. Press its name to have it as it ships." : shown?.about}
      </p>
    </div>
  );
}
