import { queryOptions } from "@tanstack/react-query";
import { findSession } from "./session.ts";

/** Asked once: whoever signs in or out comes by another document. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: findSession,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});
