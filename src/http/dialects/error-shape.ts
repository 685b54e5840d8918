import type { IncomingHttpHeaders } from "node:http";
import { writeMessagesError } from "./anthropic/write-error.ts";
import { writeGenerateError } from "./google/write-error.ts";
import { type WriteError, writeError } from "./write-error.ts";

/** Whether a request comes from one of Google's clients, which share an address with others. */
export function isFromGoogles(headers: IncomingHttpHeaders): boolean {
  return headers["x-goog-api-key"] !== undefined || headers["x-goog-api-client"] !== undefined;
}

/** In which shape a caller reads errors, by what it asked for and how it introduced itself. */
export function errorShapeFor(url: string, headers: IncomingHttpHeaders): WriteError {
  if (headers["anthropic-version"] !== undefined) return writeMessagesError;
  if (url.startsWith("/v1beta/") || isFromGoogles(headers)) return writeGenerateError;
  return url.startsWith("/v1/messages") ? writeMessagesError : writeError;
}
