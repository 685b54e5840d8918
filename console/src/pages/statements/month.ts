/** `2026-11` as people write it. */
export function showMonth(cycle: string): string {
  const shown = { month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Date(`${cycle}-01T00:00:00Z`).toLocaleDateString("en-GB", shown);
}
