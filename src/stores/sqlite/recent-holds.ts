import type { Staged } from "../../core/ledger/stage-commands.ts";
import type { Hold } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";

/**
 * What the thread that alone writes the holds need not read again: those it left open, and that an
 * id which is newer than all others is nobody's yet.
 */
export interface RecentHolds {
  /** The hold as it was committed, null where there is none, undefined where the table knows. */
  readonly find: (id: string) => Hold | null | undefined;
  /** After a commit, and only then: what is rolled back was never here. */
  readonly keep: (staged: Staged) => void;
}

/** @param greatestId the greatest id of all holds, in the order of its bytes; null for none. */
export function openRecentHolds(greatestId: string | null): RecentHolds {
  const open = new Map<string, Hold>();
  /** Every hold is among these two or its id is not above `forgotten`. */
  let ids = new Set<string>();
  let olderIds = new Set<string>();
  let forgotten = greatestId;
  const isFree = (id: string): boolean =>
    (forgotten === null || id > forgotten) &&
    // Of other texts, bytes have another order than letters.
    plainId.test(id) &&
    !ids.has(id) &&
    !olderIds.has(id);
  const keepId = (id: string): void => {
    ids.add(id);
    if (ids.size < limits.holdIdsKnownMax) return;
    for (const older of olderIds) {
      if (forgotten === null || older > forgotten) forgotten = older;
    }
    olderIds = ids;
    ids = new Set();
  };
  const keepHold = (hold: Hold): void => {
    const { id } = hold.order;
    if (hold.state !== "open") open.delete(id);
    else if (open.has(id) || open.size < limits.holdsKnownMax) open.set(id, hold);
  };
  return {
    find: (id) => open.get(id) ?? (isFree(id) ? null : undefined),
    keep: ({ newHolds, changedHolds }) => {
      for (const hold of newHolds) {
        keepId(hold.order.id);
        keepHold(hold);
      }
      for (const hold of changedHolds) keepHold(hold);
    },
  };
}

const plainId = /^[\x20-\x7e]*$/;
