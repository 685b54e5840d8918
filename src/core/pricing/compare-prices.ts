import type { Model } from "../catalogue/model.ts";
import type { Rate } from "../money/rate.ts";
import type { Price, Rates } from "./price.ts";
import { ratioHundredths } from "./rate-ratio.ts";

/** One rate of a model on two lists. */
export interface RateComparison {
  /** Such as `input text`, or `output text above 200000` for longer prompts. */
  readonly rate: string;
  readonly price: Rate;
  readonly cost: Rate;
  /** Price over cost, in hundredths, rounded half up; null where the cost is zero. */
  readonly ratioHundredths: bigint | null;
  readonly belowCost: boolean;
}

/**
 * Sets what is charged for a model beside what it costs, rate by rate: text always, other
 * modalities where the model has them and either list prices them apart from text, and each
 * length of prompt from which either list changes.
 */
export function comparePrices(model: Model, price: Price, cost: Price): readonly RateComparison[] {
  const lengths = [...(price.tiers ?? []), ...(cost.tiers ?? [])].map(({ above }) => above);
  const steps = [0, ...[...new Set(lengths)].sort((left, right) => left - right)];
  return steps.flatMap((above) =>
    compareRates(model, ratesAbove(price, above), ratesAbove(cost, above)).map((row) =>
      above === 0 ? row : { ...row, rate: `${row.rate} above ${above}` },
    ),
  );
}

function ratesAbove(price: Price, above: number): Rates {
  return price.tiers?.findLast((tier) => tier.above <= above) ?? price;
}

function compareRates(model: Model, price: Rates, cost: Rates): readonly RateComparison[] {
  const input = [
    ...(model.input.includes("image") ? (["image"] as const) : []),
    ...(model.input.includes("audio") ? (["audio"] as const) : []),
    "cached" as const,
  ].filter(
    (name) => price.input[name] !== price.input.text || cost.input[name] !== cost.input.text,
  );
  const output = [
    ...(model.output.includes("image") ? (["image"] as const) : []),
    "reasoning" as const,
  ].filter(
    (name) => price.output[name] !== price.output.text || cost.output[name] !== cost.output.text,
  );
  return [
    ...(["text", ...input] as const).map((name) =>
      compareRate(`input ${name}`, price.input[name], cost.input[name]),
    ),
    ...(["text", ...output] as const).map((name) =>
      compareRate(`output ${name}`, price.output[name], cost.output[name]),
    ),
  ];
}

function compareRate(rate: string, price: Rate, cost: Rate): RateComparison {
  return {
    rate,
    price,
    cost,
    ratioHundredths: ratioHundredths(price, cost),
    belowCost: price < cost,
  };
}
