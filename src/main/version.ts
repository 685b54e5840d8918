import { readFileSync } from "node:fs";
import { assert } from "../core/assert.ts";

/** The program's version, as its package names it. */
export function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const version = /^ {2}"version": "([^"]+)"/m.exec(text)?.[1];
  assert(version !== undefined, "the package has a version");
  return version;
}
