import type { FastifyReply } from "fastify";
import { limits } from "../core/limits.ts";
import type { PageQuery } from "./schemas/admin.ts";
import { sendJson } from "./send-json.ts";

export interface Page {
  readonly after: string | null;
  readonly limit: number;
}

export function readPage(query: PageQuery): Page {
  return { after: query.after ?? null, limit: query.limit ?? limits.pageDefault };
}

/** A page of a list; `next` is what to ask `after` for the next one, null at the end. */
export function sendPage(
  reply: FastifyReply,
  page: Page,
  data: readonly Record<string, unknown>[],
): FastifyReply {
  const last = data.at(-1)?.["id"];
  return sendJson(reply, { data, next: data.length < page.limit ? null : (last ?? null) });
}

/** A page of rows that are all at hand: those after the one with the id that `after` names. */
export function pageRows<Row>(
  rows: readonly Row[],
  { after, limit }: Page,
  idOf: (row: Row) => string,
): readonly Row[] {
  if (after === null) return rows.slice(0, limit);
  const place = rows.findIndex((row) => idOf(row) === after);
  return place < 0 ? [] : rows.slice(place + 1, place + 1 + limit);
}
