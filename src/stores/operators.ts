import type { Operator } from "../core/access/operator.ts";
import type { Operators } from "../ports/operators.ts";
import { orderedTable } from "./ordered-table.ts";

/** One change to who may use the admin API, as a store writes it down. */
export type OperatorChange =
  | { readonly kind: "create_operator"; readonly operator: Operator }
  | { readonly kind: "remove_operator"; readonly id: string };

/**
 * The operators of a process that alone owns its store: every read is answered from memory, and
 * every change is durable before it is visible, and visible before it is answered.
 */
export function openOperators(
  kept: readonly Operator[],
  persist: (change: OperatorChange) => Promise<void>,
): Operators {
  const table = orderedTable(kept);
  const byToken = new Map(kept.map((operator) => [operator.tokenHash, operator]));
  const requireNew = ({ id, tokenHash }: Operator): void => {
    if (table.get(id) !== null) throw new Error(`operator ${id} exists already`);
    if (byToken.has(tokenHash)) throw new Error("another operator already has this token");
  };
  return {
    create: async (operator) => {
      requireNew(operator);
      await persist({ kind: "create_operator", operator });
      // Another one may have come first while this one was being written.
      requireNew(operator);
      table.put(operator);
      byToken.set(operator.tokenHash, operator);
    },
    remove: async (id) => {
      await persist({ kind: "remove_operator", id });
      const known = table.get(id);
      if (known !== null) byToken.delete(known.tokenHash);
      table.remove(id);
    },
    find: async (id) => table.get(id),
    findByTokenHash: async (tokenHash) => byToken.get(tokenHash) ?? null,
    list: async (after, limit) => table.page({ after, limit }, () => true),
  };
}
