import type { Key } from "../core/access/account.ts";
import { spendScope } from "../core/access/spend-scope.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import { writeKey } from "./write-access.ts";

/** A key without its secret, with what it has spent of its limit in the running period. */
export async function showKey(
  world: { readonly store: Store; readonly clock: Clock },
  key: Key,
): Promise<Record<string, unknown>> {
  const scope = spendScope(key, world.clock.now());
  return writeKey(key, scope === null ? null : await world.store.reports.spent(scope.scope));
}
