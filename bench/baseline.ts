import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Figure } from "./figure.ts";

/** The figures of an earlier full run, kept in the repository to be compared with. */
export interface Baseline {
  /** `2026-01-31`. */
  readonly date: string;
  readonly node: string;
  readonly figures: Readonly<Record<string, number>>;
}

const file = fileURLToPath(new URL("./baseline.json", import.meta.url));

/** Null where none was saved yet. */
export async function readBaseline(): Promise<Baseline | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return null;
  }
  const value: unknown = JSON.parse(text);
  if (isBaseline(value)) return value;
  throw new Error("bench/baseline.json is no baseline; save one with --save");
}

export async function saveBaseline(figures: readonly Figure[]): Promise<void> {
  const baseline: Baseline = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    figures: Object.fromEntries(figures.map(({ id, value }) => [id, Number(value.toFixed(3))])),
  };
  await writeFile(file, `${JSON.stringify(baseline, null, 2)}\n`);
}

function isBaseline(value: unknown): value is Baseline {
  if (typeof value !== "object" || value === null) return false;
  if (!("date" in value && "node" in value && "figures" in value)) return false;
  const { date, node, figures } = value;
  if (typeof date !== "string" || typeof node !== "string") return false;
  if (typeof figures !== "object" || figures === null) return false;
  return Object.values(figures).every((figure) => typeof figure === "number");
}
