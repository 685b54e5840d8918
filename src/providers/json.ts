/** An object of parsed JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value that a text of JSON says, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
