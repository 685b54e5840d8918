import { showValue } from "./at.ts";

/** One thing as lines of names and values; what lies inside it stands below, set in. */
export function formatFields(thing: unknown): string {
  const lines = flatten(thing, "");
  const widest = Math.max(0, ...lines.map(({ name, value }) => (value === null ? 0 : name.length)));
  return lines
    .map(({ name, value }) => `${value === null ? name : `${name.padEnd(widest)}  ${value}`}\n`)
    .join("");
}

interface Line {
  readonly name: string;
  /** Null for the heading of what lies inside. */
  readonly value: string | null;
}

function flatten(thing: unknown, indent: string): readonly Line[] {
  if (typeof thing !== "object" || thing === null) return [];
  return Object.entries(thing).flatMap(([key, value]): readonly Line[] => {
    const name = indent + key.replaceAll("_", " ");
    const inner = `${indent}  `;
    if (Array.isArray(value) && value.some(isThing)) {
      return value.flatMap((one, index) => [
        { name: `${name} ${index + 1}`, value: null },
        ...flatten(one, inner),
      ]);
    }
    if (!isThing(value)) return [{ name, value: showValue(value) }];
    return [{ name, value: null }, ...flatten(value, inner)];
  });
}

function isThing(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
