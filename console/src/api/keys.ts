import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

export const spendPeriods = ["day", "week", "month", "total"] as const;
export type SpendPeriod = (typeof spendPeriods)[number];

export interface Key {
  readonly id: string;
  readonly project_id: string;
  readonly account_id: string;
  readonly name: string;
  readonly hint: string;
  /** Null: every model, later ones too. */
  readonly models: readonly string[] | null;
  readonly output_tokens_max: number | null;
  readonly spend_limit: {
    readonly amount: string;
    readonly period: SpendPeriod;
    readonly spent: string;
    readonly held: string;
  } | null;
  readonly expires_at: string | null;
  readonly disabled: boolean;
  readonly created_at: string;
  /** Null: never. */
  readonly last_used_at: string | null;
  /** Of this month, with a limit or without. */
  readonly spend: { readonly cycle: string; readonly calls: number; readonly cost: string };
}

/** A key with its secret, which is shown this once. */
export interface NewKey extends Key {
  readonly secret: string;
}

export interface Project {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
}

export interface KeyTerms {
  readonly name: string;
  readonly models: readonly string[] | null;
  readonly output_tokens_max: number | null;
  readonly spend_limit: { readonly amount: string; readonly period: SpendPeriod } | null;
  readonly expires_at: string | null;
}

const shownMax = 200;

export function keysQuery(accountId: string | null) {
  const question = questionOf({ account_id: accountId, limit: shownMax });
  return queryOptions({
    queryKey: ["keys", accountId],
    queryFn: ({ signal }) => call<List<Key>>(`/admin/v1/keys${question}`, { signal }),
  });
}

const keysOfPage = 50;

/** The keys of an account page by page, the oldest first. */
export function keyPagesQuery(accountId: string | null) {
  return infiniteQueryOptions({
    queryKey: ["keys", accountId, "pages"],
    queryFn: ({ pageParam, signal }) => {
      const asked = { account_id: accountId, limit: keysOfPage, after: pageParam };
      return call<List<Key>>(`/admin/v1/keys${questionOf(asked)}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === null ? undefined : String(next)),
  });
}

/** One key; refused once it is deleted. */
export function keyQuery(id: string) {
  return queryOptions({
    queryKey: ["keys", "one", id],
    queryFn: ({ signal }) => call<Key>(`/admin/v1/keys/${id}`, { signal }),
  });
}

export function projectQuery(id: string) {
  return queryOptions({
    queryKey: ["projects", "one", id],
    queryFn: ({ signal }) => call<Project>(`/admin/v1/projects/${id}`, { signal }),
  });
}

export function projectsQuery(accountId: string | null) {
  const question = questionOf({ account_id: accountId, limit: shownMax });
  return queryOptions({
    queryKey: ["projects", accountId],
    queryFn: ({ signal }) => call<List<Project>>(`/admin/v1/projects${question}`, { signal }),
  });
}

export function createProject(accountId: string, name: string): Promise<Project> {
  return call<Project>("/admin/v1/projects", { body: { account_id: accountId, name } });
}

export function createKey(projectId: string, terms: KeyTerms): Promise<NewKey> {
  return call<NewKey>("/admin/v1/keys", { body: { project_id: projectId, ...terms } });
}

export function changeKey(id: string, terms: Partial<KeyTerms> & { disabled?: boolean }) {
  return call<Key>(`/admin/v1/keys/${id}`, { method: "PATCH", body: terms });
}

export function rotateKey(id: string): Promise<NewKey> {
  return call<NewKey>(`/admin/v1/keys/${id}/rotate`, { method: "POST" });
}

export function deleteKey(id: string): Promise<unknown> {
  return call(`/admin/v1/keys/${id}`, { method: "DELETE" });
}
