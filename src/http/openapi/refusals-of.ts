import { type RefusalCode, refusals } from "../../core/refusal.ts";
import type { RegisteredRoute } from "./collect-routes.ts";

/** Who may call an endpoint: callers with a key, operators, who is signed in, or anybody. */
export type Access = "key" | "admin" | "session" | "open";

export function accessOf(path: string): Access {
  if (path.startsWith("/admin/")) return "admin";
  if (path.startsWith("/console/")) return "session";
  return path.startsWith("/v1/") || path.startsWith("/v1beta/") ? "key" : "open";
}

/** Every refusal that an endpoint can answer: its own, and those of all endpoints of its kind. */
export function refusalsOf(route: RegisteredRoute): readonly RefusalCode[] {
  const codes = new Set<RefusalCode>(route.described?.refusals);
  const access = accessOf(route.path);
  if (access !== "open") codes.add("internal_error");
  if (access !== "open" && route.described?.open !== true) codes.add("invalid_api_key");
  if (access === "admin" && route.described?.querystring !== undefined) {
    codes.add("invalid_request");
  }
  if (access === "admin" && route.method !== "GET") codes.add("forbidden");
  if (route.described?.body !== undefined) codes.add("invalid_request").add("body_too_large");
  return [...codes].sort((one, other) => refusals[one].status - refusals[other].status);
}
