import { closedHold } from "../../core/ledger/close-hold.ts";
import { openedHold } from "../../core/ledger/place-hold.ts";
import type { Command, Hold, Outcome } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import type { Picodollars } from "../../core/money/picodollars.ts";

/** What the ledger decided of a hold; all else of it is what was asked for. */
export interface HoldNews {
  readonly amount: Picodollars;
  /** Of a hold that was closed; null while it is open. */
  readonly charge: Picodollars | null;
  readonly shortfall: Picodollars;
}

/**
 * The open holds that this process placed, as it was told of them last. Every change of them comes
 * from here, so that an answer need not repeat what the question said.
 */
export interface KnownHolds {
  readonly has: (id: string) => boolean;
  /** Keeps what was told; beyond the bound nothing, and answers tell such a hold whole. */
  readonly learn: (outcome: Outcome) => void;
  /** The hold after a command that changed it; null where it was not known. */
  readonly after: (command: Command, news: HoldNews) => Hold | null;
}

export function openKnownHolds(): KnownHolds {
  const holds = new Map<string, Hold>();
  return {
    has: (id) => holds.has(id),
    learn: ({ hold }) => {
      if (hold === null) return;
      const { id } = hold.order;
      if (hold.state !== "open") holds.delete(id);
      else if (holds.has(id) || holds.size < limits.holdsKnownMax) holds.set(id, hold);
    },
    after: (command, news) => {
      if (command.kind === "place_hold") return openedHold(command.order, news.amount);
      const before = "holdId" in command ? holds.get(command.holdId) : undefined;
      return before === undefined ? null : changedHold(before, command, news);
    },
  };
}

function changedHold(before: Hold, command: Command, news: HoldNews): Hold | null {
  const { amount, charge, shortfall } = news;
  switch (command.kind) {
    case "grow_hold":
      return { ...before, amount };
    case "checkpoint":
      return { ...before, checkpoint: command.checkpoint };
    case "settle_hold":
    case "release_hold": {
      if (charge === null) return null;
      const state = command.kind === "settle_hold" ? "settled" : "released";
      const { outcome, at } = command;
      return closedHold(before, { state, charge, shortfall, outcome, at });
    }
    default:
      return null;
  }
}
