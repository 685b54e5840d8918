/** The value inside parsed JSON at a path such as `balance.available`; undefined where none is. */
export function at(json: unknown, path: string): unknown {
  let value = json;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** A list inside parsed JSON; empty where none is. */
export function listAt(json: unknown, path: string): readonly unknown[] {
  const value = at(json, path);
  return Array.isArray(value) ? value : [];
}

/** A value as people read it: a dash for null, `yes` and `no`, lists with commas. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.map(showValue).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : printable(String(value));
}

/** Control characters in names would move the cursor of whoever looks at them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
