import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { CallRecord } from "./calls.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

/** One line of the journal, which is never rewritten. */
export interface Entry {
  readonly sequence: number;
  readonly kind: string;
  readonly subject: string;
  readonly posted: string;
  readonly held: string;
  readonly owed: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly hash: string;
}

/** What the journal says of one call. */
export function entriesOfCallQuery(record: CallRecord) {
  const question = questionOf({ account_id: record.account_id, subject: record.id });
  return queryOptions({
    // Its end is told there too, so that it is asked anew.
    queryKey: ["entries", record.id, record.status],
    queryFn: ({ signal }) => call<List<Entry>>(`/admin/v1/entries${question}`, { signal }),
  });
}
