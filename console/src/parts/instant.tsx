/** A moment in the visitor's own time; the attribute has it in UTC. */
export function Instant({ at, seconds = true }: InstantProps) {
  const instant = new Date(at);
  return (
    <time dateTime={instant.toISOString()} title={instant.toISOString()}>
      {instant.toLocaleString("en-GB", {
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        ...(seconds ? { second: "2-digit" } : {}),
      })}
    </time>
  );
}

interface InstantProps {
  /** ISO 8601, or milliseconds since 1970. */
  readonly at: string | number;
  readonly seconds?: boolean;
}

/** A day as it is in UTC, where limits and cycles begin. */
export function showDay(at: string): string {
  const shown = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Date(at).toLocaleDateString("en-GB", shown);
}
