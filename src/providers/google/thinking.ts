import type { AskedThinking } from "../../core/chat/asked-thinking.ts";
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

/** The same for what another dialect asks for. */
export function findAskedFault(asked: AskedThinking | undefined, model: string): string | null {
  if (asked === undefined) return null;
  const { mode, effort } = asked;
  if (mode === "between_tools") return "`thinking` between_tools has no counterpart here.";
  if (mode === "off") return findOffFault(model);
  if (mode === "budget" && generationOf(model) < 2.5) {
    return "`thinking`: this model does not think.";
  }
  return mode === "budget" || effort === null ? null : findThinkingFault(effort, model);
}

/** The third generation always thinks; the ones before the second and a half never do. */
function findOffFault(model: string): string | null {
  if (generationOf(model) < levelsFrom) return null;
  return "`thinking` can't be turned off at this model: ask for a low effort.";
}

/** `thinkingConfig` for what another dialect asks for; undefined where that is nothing. */
export function writeAskedThinking(model: string, asked: AskedThinking): object | undefined {
  const { mode, budgetTokens, effort } = asked;
  const thinks = mode === "adaptive" || mode === "budget";
  const shown = asked.shown ?? (thinks ? true : null);
  if (mode === "off") return generationOf(model) < 2.5 ? undefined : { thinkingBudget: 0 };
  if (mode === "budget") {
    return { thinkingBudget: budgetTokens, ...(shown === true ? { includeThoughts: true } : {}) };
  }
  return writeThinking(model, { effort, shown });
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
