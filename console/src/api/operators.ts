import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import type { Role } from "./session.ts";

/** Somebody who runs the gateway. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly hint: string | null;
  readonly created_at: string | null;
}

const shownMax = 200;

export const operatorsQuery = queryOptions({
  queryKey: ["operators"],
  queryFn: ({ signal }) =>
    call<List<Operator>>(`/admin/v1/operators?limit=${shownMax}`, { signal }),
});

/** Its token is shown this once. */
export function createOperator(name: string, role: string) {
  return call<Operator & { readonly token: string }>("/admin/v1/operators", {
    body: { name, role },
  });
}

export function deleteOperator(id: string): Promise<unknown> {
  return call(`/admin/v1/operators/${id}`, { method: "DELETE" });
}
