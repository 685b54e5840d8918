import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the built console is made of, beside its tools. */
const sources = ["src", "public", "index.html", "vite.config.js", "build.js"];

/**
 * Builds the console unless what is built is newer than everything that it is made of, so that a
 * test never looks at yesterday's pages. Throws where it can't be built.
 */
export function prepareConsole(root: string): void {
  const folder = join(root, "console");
  const built = changedAt(join(folder, "dist", "index.html"));
  const changed = sources.map((name) => newestBelow(join(folder, name)));
  if (built > Math.max(...changed)) return;
  execFileSync(process.execPath, [join(folder, "build.js")], { stdio: "pipe" });
}

/** Milliseconds since 1970; a folder counts too, so that a removed file is a change. */
function newestBelow(path: string): number {
  const names = isFolder(path) ? readdirSync(path, { recursive: true, encoding: "utf8" }) : [];
  return Math.max(changedAt(path), ...names.map((name) => changedAt(join(path, name))));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
