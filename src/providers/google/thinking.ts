import { generationOf, levelsFrom } from "./generation.ts";

/**
 * How much a model of the third generation thinks.
 * Source: https://ai.google.dev/gemini-api/docs/thinking (2026-11-22).
 */
const levels: ReadonlyMap<string, string> = new Map([
  ["minimal", "MINIMAL"],
  ["low", "LOW"],
  ["medium", "MEDIUM"],
  ["high", "HIGH"],
]);

/**
 * Tokens that a model of the second generation may think, as Google itself maps the efforts.
 * Source: https://ai.google.dev/gemini-api/docs/openai#thinking (2026-11-22).
 */
const budgets: ReadonlyMap<string, number> = new Map([
  ["none", 0],
  ["minimal", 1_024],
  ["low", 1_024],
  ["medium", 8_192],
  ["high", 24_576],
]);

/** Why a model can't think with this effort, or null where it can. */
export function findThinkingFault(effort: unknown, model: string): string | null {
  const generation = generationOf(model);
  if (generation < 2.5) return "`reasoning_effort`: this model does not think.";
  const allowed: ReadonlyMap<unknown, unknown> = generation >= levelsFrom ? levels : budgets;
  if (allowed.has(effort)) return null;
  return `\`reasoning_effort\` must be ${[...allowed.keys()].join(", ")} at this model.`;
}

/** `thinkingConfig` of a request; undefined where the caller asked for nothing. */
export function writeThinking(
  model: string,
  asked: { readonly effort: unknown; readonly shown: unknown },
): object | undefined {
  const effort = typeof asked.effort === "string" ? asked.effort : null;
  if (effort === null && asked.shown !== true) return undefined;
  const shown = asked.shown === true ? { includeThoughts: true } : {};
  if (effort === null) return shown;
  return generationOf(model) >= levelsFrom
    ? { ...shown, thinkingLevel: levels.get(effort) }
    : { ...shown, thinkingBudget: budgets.get(effort) };
}
