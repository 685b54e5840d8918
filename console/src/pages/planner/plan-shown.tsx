import { showDollars } from "../../api/money.ts";
import type { Plan } from "../../api/plans.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Card } from "../../parts/page.tsx";
import { ConversationsCard } from "./conversations-card.tsx";
import { CostTable } from "./cost-table.tsx";
import { MonthChart } from "./month-chart.tsx";
import { ReasonsCard } from "./reasons-card.tsx";
import { TwoStepCard } from "./two-step-card.tsx";

interface PlanShownProps {
  readonly plan: Plan;
  /** True while the next plan is reckoned. */
  readonly stale: boolean;
  /** Takes one of the plan's own proposals. */
  readonly onTry: (name: string, value: number | string) => void;
}

/** A plan: what each model would cost, why it is or isn't the one to take, and what would help. */
export function PlanShown({ plan, stale, onTry }: PlanShownProps) {
  return (
    <div className={stale ? "stack planner-stale" : "stack"} aria-busy={stale}>
      <Card title={`A month of ${plan.name}`}>
        <Summary plan={plan} />
        <MonthChart models={plan.models} />
      </Card>
      <Card title="What it costs, model by model">
        <CostTable plan={plan} />
        <p className="muted small">
          {plan.simulated_calls.toLocaleString("en-US")} calls drawn by the seed {plan.seed}, and
          priced as they would be billed: their mean, what 95 of 100 cost at most, and the worst
          that can be.
        </p>
      </Card>
      <ReasonsCard plan={plan} onTry={onTry} />
      <TwoStepCard plan={plan} />
      <ConversationsCard plan={plan} />
    </div>
  );
}

function Summary({ plan }: { readonly plan: Plan }) {
  const best = plan.models.find(({ verdict }) => verdict === "recommended");
  const { length: advisedAgainst } = plan.models.filter(
    ({ verdict }) => verdict === "not_recommended",
  );
  return (
    <div aria-live="polite">
      <Figures>
        <Figure
          label="Recommended"
          value={<span className="planner-best">{best?.model ?? "none"}</span>}
          note={best?.cost ? `${showDollars(best.cost.month)} a month` : undefined}
        />
        <Figure label="Calls a day" value={plan.calls_per_day.toLocaleString("en-US")} />
        <Figure label="Not recommended" value={`${advisedAgainst} of ${plan.models.length}`} />
      </Figures>
    </div>
  );
}
