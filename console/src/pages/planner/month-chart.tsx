import { roughly, showDollars } from "../../api/money.ts";
import type { PlannedModel } from "../../api/plans.ts";

/** The parts of a call, in the order of the bars. */
const parts = [
  { part: "prompt_text", name: "Text in" },
  { part: "prompt_images", name: "Pictures in" },
  { part: "descriptions", name: "Descriptions" },
  { part: "completion", name: "Answer" },
] as const;

/** A month on each model, by what it is spent on. The table below says the same in numbers. */
export function MonthChart({ models }: { readonly models: readonly PlannedModel[] }) {
  const shown = models.flatMap(({ model, cost, what_if: whatIf }) =>
    cost === null ? [] : [{ model, cost, whatIf }],
  );
  const most = Math.max(
    ...shown.flatMap(({ cost, whatIf }) => [roughly(cost.month), roughly(whatIf?.month)]),
    Number.MIN_VALUE,
  );
  const used = parts.filter(({ part }) => shown.some(({ cost }) => cost.split[part].percent > 0));
  return (
    <figure className="planner-chart">
      <figcaption className="row small muted">
        {used.map(({ part, name }) => (
          <span key={part} className="row">
            <span className={`planner-dot ${part}`} aria-hidden="true" />
            {name}
          </span>
        ))}
        {shown.some(({ whatIf }) => whatIf !== null) ? (
          <span className="row">
            <span className="planner-dot what-if" aria-hidden="true" />
            What if
          </span>
        ) : null}
      </figcaption>
      <ul className="share">
        {shown.map(({ model, cost, whatIf }) => (
          <li key={model}>
            <p className="share-name">
              <span>{model}</span>
              <span>
                <span className="amount">{showDollars(cost.month)}</span>
                {whatIf === null ? null : (
                  <>
                    {" "}
                    → <span className="amount">{showDollars(whatIf.month)}</span>
                  </>
                )}
              </span>
            </p>
            <div className="planner-bar" aria-hidden="true">
              {used.map(({ part }) => (
                <span
                  key={part}
                  className={part}
                  style={{
                    width: `${(roughly(cost.month) / most) * cost.split[part].percent}%`,
                  }}
                />
              ))}
            </div>
            {whatIf === null ? null : (
              <div className="planner-bar" aria-hidden="true">
                <span
                  className="what-if"
                  style={{ width: `${(roughly(whatIf.month) / most) * 100}%` }}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
    </figure>
  );
}
