import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { isRecord } from "../../core/is-record.ts";
import { formatDollars, type Picodollars, parseDollars } from "../../core/money/picodollars.ts";

/** A call that is about to be made: the n-th for its page, and the most that it can cost. */
export interface Intent {
  readonly page: number;
  readonly call: number;
  readonly ceiling: Picodollars;
}

/** What is written down before a call is made, so that no crash forgets what it may cost. */
export interface Intents {
  /** Calls of earlier runs whose end was not written down. */
  open(): readonly Intent[];
  note(intent: Intent): void;
  settle(intent: Intent): void;
  /** Removes the file where every call has its end. */
  close(): void;
}

export function openIntents(path: string, run: string): Intents {
  const open = existsSync(path) ? readIntents(path, run) : new Map<string, Intent>();
  const before = [...open.values()];
  // What is settled is left out, and with it a line that a crash tore.
  writeFileSync(path, before.map((one) => writeIntent(run, one)).join(""), { flush: true });
  const file = openSync(path, "a");
  const append = (line: string): void => {
    writeSync(file, line);
    fdatasyncSync(file);
  };
  return {
    open: () => before,
    note(intent) {
      append(writeIntent(run, intent));
      open.set(nameOf(intent), intent);
    },
    settle(intent) {
      append(writeIntent(run, intent, { settled: true }));
      open.delete(nameOf(intent));
    },
    close() {
      closeSync(file);
      if (open.size === 0) unlinkSync(path);
    },
  };
}

function nameOf({ page, call }: Intent): string {
  return `${page}/${call}`;
}

function writeIntent(run: string, { page, call, ceiling }: Intent, more: object = {}): string {
  return `${JSON.stringify({ page, call, ceiling: formatDollars(ceiling), ...more, run })}\n`;
}

function readIntents(path: string, run: string): Map<string, Intent> {
  const found = new Map<string, Intent>();
  for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
    const json: unknown = parseOrNull(line);
    // Those of another run say nothing of this one.
    if (!isRecord(json) || json["run"] !== run) continue;
    const { page, call, settled } = json;
    const ceiling = parseDollars(String(json["ceiling"]));
    if (typeof page !== "number" || typeof call !== "number" || ceiling === null) continue;
    const intent = { page, call, ceiling };
    if (settled === true) found.delete(nameOf(intent));
    else found.set(nameOf(intent), intent);
  }
  return found;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
