import type { Key } from "../core/access/account.ts";
import { spendScope } from "../core/access/spend-scope.ts";
import { cycleOf, startOfCycle } from "../core/money/cycle.ts";
import { formatDollars } from "../core/money/picodollars.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeyUse, Store } from "../ports/store.ts";
import { writeInstant, writeKey } from "./write-access.ts";

export interface KeyWorld {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * A key without its secret, with what it has spent: of its limit in the running period, in all in
 * the running month; and when it was last used.
 */
export async function showKey(world: KeyWorld, key: Key): Promise<Record<string, unknown>> {
  const [shown = {}] = await showKeys(world, [key]);
  return shown;
}

/** The same for a page of keys, whose use is looked up together. */
export async function showKeys(
  world: KeyWorld,
  keys: readonly Key[],
): Promise<readonly Record<string, unknown>[]> {
  const { reports } = world.store;
  const now = world.clock.now();
  const cycle = cycleOf(now);
  const keyIds = keys.map(({ id }) => id);
  const uses = await reports.keyUses({ keyIds, from: startOfCycle(cycle) });
  const useOf = new Map(uses.map((use) => [use.keyId, use]));
  return await Promise.all(
    keys.map(async (key) => {
      const scope = spendScope(key, now);
      const spend = scope === null ? null : await reports.spent(scope.scope);
      return { ...writeKey(key, spend), ...writeUse(useOf.get(key.id), cycle) };
    }),
  );
}

function writeUse(use: KeyUse | undefined, cycle: string): Record<string, unknown> {
  if (use === undefined) throw new Error("every key that is asked for has its use");
  const { calls, cost, lastAt } = use;
  return {
    last_used_at: lastAt === null ? null : writeInstant(lastAt),
    spend: { cycle, calls, cost: formatDollars(cost) },
  };
}
