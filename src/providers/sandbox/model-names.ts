/** Some names that clients know: any other is served too. */
export const modelNames: readonly string[] = [
  "gemini-3.1-flash-image-preview",
  "gpt-4o",
  "gpt-4o-mini",
  "claude-3-opus",
  "claude-3-5-haiku",
  "gemini-1.5-pro",
];
