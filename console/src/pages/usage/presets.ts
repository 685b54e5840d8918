import type { UsageSearch } from "./usage-search.ts";

/** Stretches of days that people ask for; where none is named, the gateway's own is this month. */
export const presets = {
  month: "This month",
  today: "Today",
  week: "Last 7 days",
  thirty: "Last 30 days",
  before: "Last month",
} as const;
export type Preset = keyof typeof presets;

type Days = Required<Pick<UsageSearch, "from" | "to">>;

/** Days in UTC, the last one part of the stretch; null for a stretch that is none of these. */
export function daysOfPreset(preset: Preset | "custom", now: Date): Days | null {
  const today = dayOf(now);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  switch (preset) {
    case "month":
      return { from: undefined, to: undefined };
    case "today":
      return { from: today, to: today };
    case "week":
      return { from: daysBefore(now, 6), to: today };
    case "thirty":
      return { from: daysBefore(now, 29), to: today };
    case "before":
      return {
        from: dayOf(new Date(Date.UTC(year, month - 1, 1))),
        to: dayOf(new Date(Date.UTC(year, month, 0))),
      };
    case "custom":
      return null;
  }
}

/** Which of them the address names; null where it names other days. */
export function presetOf(search: UsageSearch, now: Date): Preset | null {
  const names = Object.keys(presets) as readonly Preset[];
  return (
    names.find((name) => {
      const days = daysOfPreset(name, now);
      return days?.from === search.from && days?.to === search.to;
    }) ?? null
  );
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function daysBefore(now: Date, days: number): string {
  return dayOf(new Date(now.getTime() - days * 86_400_000));
}
