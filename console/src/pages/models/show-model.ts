import type { Modality } from "../../api/models.ts";

/** Tokens as people say them: 128K, 1M. */
export function showTokens(tokens: number): string {
  if (tokens >= 1_000_000) return `${trim(tokens / 1_000_000)}M`;
  return tokens >= 1_000 ? `${trim(tokens / 1_000)}K` : String(tokens);
}

function trim(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

const modalityNames: Readonly<Record<Modality, string>> = {
  text: "text",
  image: "pictures",
  audio: "audio",
};

export function showModalities(given: readonly Modality[]): string {
  return given.map((one) => modalityNames[one]).join(", ");
}
