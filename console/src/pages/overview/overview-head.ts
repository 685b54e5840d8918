/** What stands at the top of the overview: its document shows it before any program has come. */
export const overviewHead = {
  title: "Overview",
  lead: "The money there is, what runs on it now, and where it went.",
} as const;
