import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textAt } from "../doubles/json.ts";

const modules = join(import.meta.dirname, "..", "..", "node_modules");

/** Packages of npm with the versions that are installed: `ai 7.0.173`. */
export function installed(...names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const manifest: unknown = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    return `${name} ${textAt(manifest, "version")}`;
  });
}
