import { type Status, statuses } from "../../api/calls.ts";

export const groups = ["day", "model", "key", "project", "session", "account"] as const;
export type Group = (typeof groups)[number];

/** What the address of the page says. */
export interface UsageSearch {
  readonly group?: Group | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly model?: string | undefined;
  readonly key?: string | undefined;
  readonly project?: string | undefined;
  readonly session?: string | undefined;
  readonly status?: Status | undefined;
}

/** Whatever stands in the address, only what the page knows is taken from it. */
export function readUsageSearch(given: Record<string, unknown>): UsageSearch {
  const text = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const day = (name: string): string | undefined => text(name)?.match(/^\d{4}-\d\d-\d\d$/)?.[0];
  return {
    group: groups.find((one) => one === given["group"]),
    from: day("from"),
    to: day("to"),
    model: text("model"),
    key: text("key"),
    project: text("project"),
    session: text("session"),
    status: statuses.find((one) => one === given["status"]),
  };
}
