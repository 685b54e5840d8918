import type { Workload } from "../../api/plans.ts";

/**
 * A workload as the file that `farebox plan` reads. Every value stands on its line as JSON, which
 * is YAML too; a list of mappings has a line for each.
 */
export function writeWorkload(workload: Workload): string {
  const lines = Object.entries(workload).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!isMappings(value)) return [`${name}: ${writeValue(value)}`];
    return [`${name}:`, ...value.map((one) => `  - ${writeValue(one)}`)];
  });
  return `${lines.join("\n")}\n`;
}

function isMappings(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "object");
}

/** JSON with a space after each comma and colon, and plain words without quotes. */
function writeValue(value: unknown): string {
  if (typeof value === "string") return isPlain(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    field === undefined ? [] : [`${name}: ${writeValue(field)}`],
  );
  return `{ ${fields.join(", ")} }`;
}

/** A name of a model or a word of the workload: nothing that YAML would take for something else. */
function isPlain(text: string): boolean {
  return /^[a-z][a-z0-9./_-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/.test(text);
}
