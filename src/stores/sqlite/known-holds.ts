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

/**
 * Emptied before it is dropped: the tables that a map outgrows keep what they last held, and would
 * keep whole calls from being collected young.
 */
interface Known {
  hold: Hold | null;
}

export function openKnownHolds(): KnownHolds {
  const holds = new Map<string, Known>();
  return {
    has: (id) => holds.has(id),
    learn: ({ hold }) => {
      if (hold === null) return;
      const { id } = hold.order;
      const known = holds.get(id);
      if (hold.state === "open") {
        if (known !== undefined) known.hold = hold;
        else if (holds.size < limits.holdsKnownMax) holds.set(id, { hold });
      } else if (known !== undefined) {
        known.hold = null;
        holds.delete(id);
      }
    },
    after: (command, news) => {
      if (command.kind === "place_hold") return openedHold(command.order, news.amount);
      const before = "holdId" in command ? (holds.get(command.holdId)?.hold ?? null) : null;
      return before === null ? null : changedHold(before, command, news);
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
