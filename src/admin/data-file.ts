import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { isRecord } from "../core/is-record.ts";
import { type Given, readMapping, WrongSetting } from "../core/settings/setting.ts";

/** Data files on one level of a folder; more of them are no longer a catalogue. */
const filesMax = 1_000;

/** The paths of a folder's YAML files, by name. Throws `WrongSetting` where it can't be read. */
export function listDataFiles(folder: string): readonly string[] {
  const names = readOrRefuse(folder, "a folder of YAML files", () => readdirSync(folder));
  const files = names.filter((name) => name.endsWith(".yaml")).sort();
  if (files.length > filesMax) {
    throw new WrongSetting(folder, files.length, `at most ${filesMax} files`);
  }
  return files.map((name) => join(folder, name));
}

/** Reads a YAML file that is one mapping of known keys. Throws `WrongSetting` where it isn't. */
export function readDataFile(path: string, keys: readonly string[]): Record<string, unknown> {
  const text = readOrRefuse(path, "a readable YAML file", () => readFileSync(path, "utf8"));
  const document = parseDocument(text, { prettyErrors: false });
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) {
    throw new WrongSetting(path, mistake.message.split("\n")[0], "YAML without mistakes");
  }
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (!isRecord(value)) throw new WrongSetting(path, value, `a mapping with ${keys.join(", ")}`);
  return readMapping({ name: path, value }, keys);
}

/** The entries of a list in a data file, each named by the file, its key and its place. */
export function readEntries(path: string, key: string, value: unknown): readonly Given[] {
  if (!Array.isArray(value)) throw new WrongSetting(`${path}: ${key}`, value, "a list");
  const entries: readonly unknown[] = value;
  return entries.map((entry, index) => ({
    name: `${path}: ${entryName(entry) ?? `${key}[${index}]`}`,
    value: entry,
  }));
}

function entryName(entry: unknown): string | null {
  if (!isRecord(entry)) return null;
  const name = entry["model"] ?? entry["id"];
  return typeof name === "string" ? name : null;
}

function readOrRefuse<Value>(path: string, allowed: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new WrongSetting(path, error instanceof Error ? error.message : error, allowed);
  }
}
