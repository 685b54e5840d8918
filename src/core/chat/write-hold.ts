import type { CallOutcome, Hold } from "../ledger/types.ts";
import { formatDollars, type Picodollars, zero } from "../money/picodollars.ts";
import { noUsage, type Usage } from "../tokens/usage.ts";
import { type CostShown, writeTokens, writeUsage } from "./write-usage.ts";

/** A call's `usage`; with its cost once it is charged. `counted` is what a running call has. */
export function writeHoldUsage(hold: Hold, counted: Usage | null): Record<string, unknown> {
  const usage = usageOf(hold);
  if (hold.charge === null) return writeTokens(counted ?? usage);
  return writeUsage(usage, costOf(hold.outcome, hold.charge));
}

/** What a call used, by its end or by what is on disk of it. */
export function usageOf(hold: Hold): Usage {
  return hold.outcome?.usage ?? hold.checkpoint?.usage ?? noUsage;
}

/** What every error after a hold carries: which call, what it used, what it cost. */
export function writeBill(hold: Hold): Record<string, unknown> {
  return {
    id: hold.order.id,
    usage: writeHoldUsage(hold, null),
    cost: formatDollars(hold.charge ?? zero),
  };
}

/** The parts of a recovered charge are not on record: all of it stands under the completion. */
function costOf(outcome: CallOutcome | null, charge: Picodollars): CostShown {
  return outcome === null
    ? { charge, prompt: zero, completion: charge }
    : { charge, prompt: outcome.costPrompt, completion: outcome.costCompletion };
}
