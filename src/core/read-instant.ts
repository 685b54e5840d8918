const pattern = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads a day such as 2026-12-01, which is its midnight UTC, or an instant of ISO 8601 with its
 * zone; answers milliseconds since 1970, UTC. Null for anything else, and for days that no month
 * has: some readers would move them on in silence.
 */
export function readInstant(text: string): number | null {
  const day = pattern.exec(text)?.[1];
  if (day === undefined) return null;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  const instant = real ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? null : instant;
}

/** What such a text may be, in words that end a sentence. */
export const instantAllowed =
  "a day such as 2026-12-01, or an instant such as 2026-12-01T12:00:00Z";
