import type { Hold } from "../core/ledger/types.ts";
import { formatDollars } from "../core/money/picodollars.ts";
import type { Usage } from "../core/tokens/usage.ts";
import { writeRecord } from "./dialects/write-record.ts";

/**
 * A call's record with whose it is; operators also see what the provider charges, and what was
 * lost.
 */
export function writeCall(
  hold: Hold,
  counted: Usage | null,
  forOperators: boolean,
): Record<string, unknown> {
  const { order, outcome, checkpoint } = hold;
  const { id, usage, ...record } = writeRecord(hold, counted);
  const providerCost = outcome?.providerCost ?? null;
  const upstream = providerCost === null ? null : formatDollars(providerCost);
  return {
    id,
    account_id: order.accountId,
    project_id: order.projectId,
    key_id: order.keyId,
    ...record,
    prompt_tokens_expected: order.promptTokens,
    checkpoint: checkpoint === null ? null : formatDollars(checkpoint.charge),
    ...(forOperators
      ? { usage: addUpstream(usage, upstream), shortfall: formatDollars(hold.shortfall) }
      : { usage }),
  };
}

/** Only operators see what a call cost them. */
function addUpstream(usage: unknown, upstream: string | null): unknown {
  if (typeof usage !== "object" || usage === null || !("cost_details" in usage)) return usage;
  return { ...usage, cost_details: { ...Object(usage.cost_details), upstream } };
}
