import { compareModels } from "../src/core/planning/compare-models.ts";
import { writePlan } from "../src/core/planning/write-plan.ts";
import { readShipped, shippedOffer, shippedWorkloads } from "../tests/doubles/planning.ts";
import { bounds, type Figure } from "./figure.ts";
import { median } from "./quantile.ts";

export interface PlanMeasure {
  readonly rounds: number;
}

const calls = 100_000;

/** How long every shipped workload takes on its ten models, 100,000 simulated calls on each. */
export function measurePlan({ rounds }: PlanMeasure): readonly Figure[] {
  const orders = shippedWorkloads.map((name) => {
    const question = readShipped(name);
    const models = question.workload.models ?? [];
    return { ...question, offers: models.map((id) => shippedOffer(id)), others: [], calls };
  });
  const models = Math.min(...orders.map(({ offers }) => offers.length));
  const values = Array.from({ length: rounds }, () => {
    const beganAtMs = performance.now();
    for (const order of orders) JSON.stringify(writePlan(compareModels(order)));
    return performance.now() - beganAtMs;
  });
  const [first = 0] = values;
  return [
    {
      id: "plan_ms",
      label: `a plan, ${models} models, ${orders.length} workloads, ${calls / 1000}k calls`,
      unit: "ms",
      value: median(values),
      bound: bounds.planMs,
      note: `the first one, not yet warm, ${first.toFixed(0)}`,
    },
  ];
}
