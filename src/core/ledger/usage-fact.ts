import { cacheWrites, noUsage, type Usage } from "../tokens/usage.ts";

/** Tokens by modality as the journal tells them, such as `prompt.text=281 completion.text=42`. */
export function usageFact(usage: Usage): string {
  let fact = "";
  for (const name of promptNames) fact = withCount(fact, `prompt.${name}`, usage.prompt[name] ?? 0);
  for (const name of completionNames) {
    fact = withCount(fact, `completion.${name}`, usage.completion[name]);
  }
  return fact;
}

const promptNames = ["text", "image", "audio", "cached", "cacheWrite", "cacheWrite1h"] as const;
const completionNames = ["text", "image", "reasoning"] as const;

function withCount(fact: string, name: string, count: number): string {
  if (count === 0) return fact;
  return fact === "" ? `${name}=${count}` : `${fact} ${name}=${count}`;
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
