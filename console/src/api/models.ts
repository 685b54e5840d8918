import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";

/** The names that a key may be limited to; prices and the rest come with the page of models. */
export const modelNamesQuery = queryOptions({
  queryKey: ["model-names"],
  queryFn: ({ signal }) => call<List<{ readonly id: string }>>("/admin/v1/models", { signal }),
  staleTime: 60_000,
});
