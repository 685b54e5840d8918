import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes an empty file (0600, its folder 0700) that is this user's alone, unless it is there.
 *
 * A file that exists is never opened here: closing any descriptor of it would silently give up
 * every lock that SQLite holds on it in this process (https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (fault) {
    const exists = fault instanceof Error && "code" in fault && fault.code === "EEXIST";
    if (!exists) throw fault;
  }
}
