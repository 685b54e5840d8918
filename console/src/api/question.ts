/** The query string of an address, without what is not asked; empty where nothing is. */
export function questionOf(
  asked: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || value === null || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
