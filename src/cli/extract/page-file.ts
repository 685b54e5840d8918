import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { type PageRecord, readPageLine, writePageLine } from "../../core/extraction/page-line.ts";
import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import { type Intent, openIntents } from "./intents.ts";

/** The output, which is also the memory of what is done and paid for. */
export interface PageFile {
  /** The newest record of each page. */
  readonly records: ReadonlyMap<number, PageRecord>;
  /** Calls that an earlier run may have made, and never wrote down. */
  readonly leftovers: readonly Intent[];
  /** Notes, before it is sent, that a call is going to be made. */
  intend(intent: Intent): void;
  /** Keeps what became of it; on disk when it returns. */
  write(record: PageRecord): void;
  settle(intent: Intent): void;
  /** Puts the pages in their order, each once, and closes. */
  close(): void;
}

/** Opens standard output: every page is written, and nothing is remembered. */
export function openPageStream(run: string): PageFile {
  const records = new Map<number, PageRecord>();
  return {
    records,
    leftovers: [],
    intend: () => {},
    write(record) {
      records.set(record.page, record);
      process.stdout.write(writePageLine(run, record));
    },
    settle: () => {},
    close: () => {},
  };
}

/**
 * Opens the output of a run, or begins it. A last line that a crash tore is taken off: its page's
 * call is found again by its name. A sentence where the file is something else.
 */
export function openPageFile(path: string, run: string): PageFile | { readonly refused: string } {
  const found = existsSync(path) ? readLines(path, run) : nothing();
  if ("refused" in found) return found;
  const { records, lines, torn } = found;
  const intents = openIntents(`${path}.running`, run);
  if (torn !== null) truncateSync(path, torn);
  const file = openSync(path, "a");
  let written = lines.size;
  const leftovers: Intent[] = [];
  for (const intent of intents.open()) {
    // A crash may have come between the page's line and the end of its note.
    if (intent.call > (records.get(intent.page)?.bill.calls ?? 0)) leftovers.push(intent);
    else intents.settle(intent);
  }
  return {
    records,
    leftovers,
    intend: (intent) => intents.note(intent),
    settle: (intent) => intents.settle(intent),
    write(record) {
      const line = writePageLine(run, record);
      writeSync(file, line);
      fdatasyncSync(file);
      written += 1;
      lines.set(record.page, line);
      records.set(record.page, record);
    },
    close() {
      closeSync(file);
      intents.close();
      if (lines.size === 0) return unlinkSync(path);
      const pages = [...lines.keys()];
      const sorted = pages.every((page, at) => at === 0 || page > (pages[at - 1] ?? 0));
      if (!sorted || written > lines.size) putInOrder(path, lines);
    },
  };
}

interface FoundLines {
  readonly records: Map<number, PageRecord>;
  readonly lines: Map<number, string>;
  /** Bytes up to the torn last line; null where it is whole. */
  readonly torn: number | null;
}

function nothing(): FoundLines {
  return { records: new Map(), lines: new Map(), torn: null };
}

function readLines(path: string, run: string): FoundLines | { readonly refused: string } {
  const { size } = statSync(path);
  if (size > limits.extractOutputBytesMax) {
    return { refused: `${path} is larger than ${limits.extractOutputBytesMax} bytes` };
  }
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const records = new Map<number, PageRecord>();
  const lines = new Map<number, string>();
  for (const line of whole.split("\n").slice(0, -1)) {
    const record = readPageLine(run, line);
    if (record === null) return { refused: tellForeign(path, line) };
    records.set(record.page, record);
    // The newest line of a page has all that its earlier ones had; its place is the newest too.
    lines.delete(record.page);
    lines.set(record.page, `${line}\n`);
  }
  const rest = text.slice(whole.length);
  if (rest !== "" && !rest.startsWith('{"page":'.slice(0, rest.length))) {
    return { refused: tellForeign(path, rest) };
  }
  return { records, lines, torn: rest === "" ? null : Buffer.byteLength(whole) };
}

function tellForeign(path: string, line: string): string {
  const remedy = "name another file with --out, or delete this one";
  return isOfOtherRun(line)
    ? `${path} has pages of another document, or read with another schema, model, output limit, ` +
        `detail or instructions, or by the sandbox; ${remedy}`
    : `${path} is no output of farebox extract; ${remedy}`;
}

function isOfOtherRun(line: string): boolean {
  try {
    const json: unknown = JSON.parse(line);
    return isRecord(json) && typeof json["run"] === "string" && "page" in json;
  } catch {
    return false;
  }
}

/** Replaces the file whole, so that a crash leaves the old one or the new one. */
function putInOrder(path: string, lines: ReadonlyMap<number, string>): void {
  const sorted = [...lines].sort(([one], [other]) => one - other).map(([, line]) => line);
  const beside = `${path}.sorted`;
  writeFileSync(beside, sorted.join(""), { flush: true });
  renameSync(beside, path);
}
