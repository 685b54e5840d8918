import type { BreakEven, Plan, PlannedModel } from "../../api/plans.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/page.tsx";
import { VerdictBadge } from "./cost-table.tsx";

interface ReasonsCardProps {
  readonly plan: Plan;
  readonly onTry: (name: string, value: number | string) => void;
}

/** Why each model has its verdict, and what would make it cheaper. */
export function ReasonsCard({ plan, onTry }: ReasonsCardProps) {
  return (
    <Card title="Why, and what would make it cheaper">
      <p className="muted">
        Press a change to see it beside the workload as it is, on every model.
      </p>
      <ul className="planner-reasons">
        {plan.models.map((model) => (
          <li key={model.model}>
            <h3>{model.model}</h3>
            <VerdictBadge verdict={model.verdict} />
            <p>{sentenceOf(model.reason)}</p>
            {model.break_even === null ? null : (
              <p className="muted small">{tellBreakEven(model.break_even)}</p>
            )}
            <Proposals model={model} onTry={onTry} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Proposals({ model, onTry }: Omit<ReasonsCardProps, "plan"> & { model: PlannedModel }) {
  if (model.cheaper.length === 0) return null;
  return (
    <p className="row">
      {model.cheaper.map(({ change, saving_percent: saved }) => {
        const [name = "", value = ""] = change.split("=");
        return (
          <Button
            key={change}
            onClick={() => onTry(name, /^\d+(\.\d+)?$/.test(value) ? Number(value) : value)}
          >
            <code>{change}</code> saves {saved} %
            <span className="unseen"> on {model.model}: try it on all</span>
          </Button>
        );
      })}
    </p>
  );
}

function sentenceOf(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function tellBreakEven({ below, above, output_tokens: tokens }: BreakEven): string {
  if (tokens === null) return `${below} is cheaper whatever the length of the answer.`;
  const from = tokens.toLocaleString("en-US");
  return `${below} is cheaper for answers below ${from} tokens, ${above} from there on.`;
}
