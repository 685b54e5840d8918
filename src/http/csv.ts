import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";

export type Cell = string | number | bigint | null;
export type Row = readonly Cell[];

/** Whether the caller wants a table for spreadsheets: `?format=csv`, or else its `Accept`. */
export function wantsCsv(request: FastifyRequest, format: "json" | "csv" | undefined): boolean {
  if (format !== undefined) return format === "csv";
  return (request.headers.accept ?? "").includes("text/csv");
}

/** Sends rows as CSV (RFC 4180) while they come in; the first one has the columns' names. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  rows: Iterable<Row> | AsyncIterable<Row>,
): FastifyReply {
  return reply
    .type("text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="${name}.csv"`)
    .send(Readable.from(writeRows(rows)));
}

async function* writeRows(rows: Iterable<Row> | AsyncIterable<Row>): AsyncIterable<string> {
  for await (const row of rows) yield `${row.map(writeCell).join(",")}\r\n`;
}

function writeCell(cell: Cell): string {
  const text = cell === null ? "" : harmless(String(cell));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A caller's own name for something is opened by the operator's spreadsheet: what that would take
 * for a formula gets an apostrophe in front. Numbers are left as they are.
 */
function harmless(text: string): string {
  return /^[=+@\t\r-]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
