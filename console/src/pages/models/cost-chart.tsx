import type { Model } from "../../api/models.ts";
import { roughly } from "../../api/money.ts";
import { LineChart } from "../../parts/line-chart.tsx";

const outputMax = 4_000;
const steps = 80;

interface CostChartProps {
  readonly models: readonly Model[];
  readonly promptTokens: number;
}

/** What a call costs as its answer grows, roughly: the exact price of each stands in the table. */
export function CostChart({ models, promptTokens }: CostChartProps) {
  const outputs = Array.from({ length: steps + 1 }, (_, step) => (step * outputMax) / steps);
  const lines = models.map((model) => ({
    name: model.name,
    values: outputs.map((tokens) => costOf(model, promptTokens, tokens)),
  }));
  return (
    <LineChart
      label={`Dollars of a call with ${showPlace(promptTokens)} tokens in, by its tokens out`}
      across="Tokens out"
      places={outputs}
      lines={lines}
      showValue={(dollars) => `$${dollars.toPrecision(3)}`}
      showPlace={showPlace}
    />
  );
}

function showPlace(tokens: number): string {
  return tokens.toLocaleString("en-US");
}

function costOf({ price }: Model, promptTokens: number, outputTokens: number): number | null {
  if (price === null) return null;
  const rates = price.tiers?.findLast(({ above }) => promptTokens > above) ?? price;
  const into = roughly(rates.input["text"]) * promptTokens;
  return (into + roughly(rates.output["text"]) * outputTokens) / 1_000_000;
}
