import type { IncomingHttpHeaders } from "node:http";
import { writeMessagesError } from "./anthropic/write-error.ts";
import { type WriteError, writeError } from "./write-error.ts";

/** In which shape a caller reads errors, by what it asked for and how it introduced itself. */
export function errorShapeFor(url: string, headers: IncomingHttpHeaders): WriteError {
  if (headers["anthropic-version"] !== undefined) return writeMessagesError;
  return url.startsWith("/v1/messages") ? writeMessagesError : writeError;
}
