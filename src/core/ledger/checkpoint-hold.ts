import type { Usage } from "../tokens/usage.ts";
import type { Command } from "./types.ts";
import {
  changedHold,
  deny,
  type LedgerChange,
  type LedgerDenial,
  type LedgerView,
  unchanged,
} from "./view.ts";

export type CheckpointOrder = Extract<Command, { kind: "checkpoint" }>;

/**
 * Notes what a running call owes by now, so that a crash is charged by it. The charge only grows
 * and stays within the amount held. No money moves, so the journal says nothing.
 */
export function checkpointHold(
  view: LedgerView,
  order: CheckpointOrder,
): LedgerChange | LedgerDenial {
  const { hold } = view;
  if (hold === null) return deny("hold_unknown");
  if (hold.state !== "open") return deny("hold_closed");
  const { charge, usage } = order.checkpoint;
  const before = hold.checkpoint;
  if (charge < 0n || charge > hold.amount) return deny("amount_invalid");
  if (before !== null && charge < before.charge) return deny("amount_invalid");
  if (before !== null && charge === before.charge && sameUsage(before.usage, usage)) {
    return unchanged(view);
  }
  return changedHold({ ...hold, checkpoint: order.checkpoint }, null);
}

function sameUsage(first: Usage, second: Usage): boolean {
  return (
    first.prompt.text === second.prompt.text &&
    first.prompt.image === second.prompt.image &&
    first.prompt.audio === second.prompt.audio &&
    first.prompt.cached === second.prompt.cached &&
    first.prompt.cacheWrite === second.prompt.cacheWrite &&
    first.prompt.cacheWrite1h === second.prompt.cacheWrite1h &&
    first.completion.text === second.completion.text &&
    first.completion.image === second.completion.image &&
    first.completion.reasoning === second.completion.reasoning
  );
}
