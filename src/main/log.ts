import { pino } from "pino";
import type { LogLevel } from "../core/settings/settings.ts";
import type { Log } from "../ports/log.ts";

/** Structured lines on standard error; what a person reads goes to standard output. */
export function openLog(level: LogLevel): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
