import { QueryClient } from "@tanstack/react-query";
import { Refused, ServerLost } from "./call.ts";

/** A lost server is asked again with growing pauses; what was refused is not asked again. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => error instanceof ServerLost && failures < 5,
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 10_000),
      // What the gateway refuses is shown where it is asked for, and never thrown away.
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});

/** Whether somebody has to sign in again: the session has ended, or was ended elsewhere. */
export function sessionEnded(error: unknown): boolean {
  return error instanceof Refused && error.status === 401 && error.code === "invalid_api_key";
}
