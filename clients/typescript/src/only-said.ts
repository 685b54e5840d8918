/** The record without what is undefined: JSON knows no such thing. */
export function onlySaid(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return JSON.parse(JSON.stringify(record));
}
