import { cacheWrites, noUsage, type Usage } from "../tokens/usage.ts";

/** Tokens by modality as the journal tells them, such as `prompt.text=281 completion.text=42`. */
export function usageFact(usage: Usage): string {
  const counts: string[] = [];
  for (const [name, count] of Object.entries(usage.prompt)) counts.push(`prompt.${name}=${count}`);
  for (const [name, count] of Object.entries(usage.completion)) {
    counts.push(`completion.${name}=${count}`);
  }
  return counts.filter((count) => !count.endsWith("=0")).join(" ");
}

/** Reads what `usageFact` wrote; what is not told is zero. */
export function readUsageFact(fact: string | undefined): Usage {
  if (fact === undefined) return noUsage;
  const counts = new Map(
    fact.split(" ").map((told) => {
      const [name = "", count = ""] = told.split("=");
      return [name, /^\d{1,16}$/.test(count) ? Number(count) : 0];
    }),
  );
  const count = (name: string): number => counts.get(name) ?? 0;
  return {
    prompt: {
      text: count("prompt.text"),
      image: count("prompt.image"),
      audio: count("prompt.audio"),
      cached: count("prompt.cached"),
      ...cacheWrites(count("prompt.cacheWrite"), count("prompt.cacheWrite1h")),
    },
    completion: {
      text: count("completion.text"),
      image: count("completion.image"),
      reasoning: count("completion.reasoning"),
    },
  };
}
