import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The project's root, in which its pages say that their commands are to be run. */
export const root = join(import.meta.dirname, "..", "..");

/** A fenced block of a page, such as ```` ```js examples/stop.mjs ````. */
export interface Block {
  readonly language: string;
  /** The file of `examples/` that it repeats; null where it names none. */
  readonly file: string | null;
  readonly text: string;
}

export function readPage(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^ *```(\w+)(?: (\S+))?\n(.*?)^ *```$/gms)].map((match) => ({
    language: match[1] ?? "",
    file: match[2] ?? null,
    text: match[3] ?? "",
  }));
}

/** The rows of the first table after a mark, its header left out; cells without backticks. */
export function tableAfter(page: string, mark: string): readonly (readonly string[])[] {
  const from = page.indexOf(mark);
  assert(from !== -1, `the page has "${mark}"`);
  const lines = page.slice(from).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  const rows = lines.slice(first + 2, length === -1 ? undefined : first + length);
  assert(first !== -1 && rows.length > 0, `a table follows "${mark}"`);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.replaceAll("`", "").trim()),
  );
}
