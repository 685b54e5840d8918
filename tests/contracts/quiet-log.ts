import type { Log } from "../../src/ports/log.ts";

/** A log that nobody reads. */
export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
