import type { AskedThinking } from "../../core/chat/asked-thinking.ts";
import { isRecord } from "../../core/is-record.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import { adaptsFrom, generationOf, thinksFrom } from "./generation.ts";

/**
 * How much effort a model makes that finds its own budget. The least that it knows is `low`.
 * Source: `OutputConfig.effort` of Anthropic's own client (2026-11-22).
 */
const efforts: ReadonlyMap<unknown, string> = new Map([
  ["minimal", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["xhigh", "xhigh"],
  ["max", "max"],
]);

/**
 * Tokens that an older model may think. Anthropic maps no efforts to budgets: these are ours, from
 * the least that it takes (1,024).
 * Source: `ThinkingConfigEnabled` of Anthropic's own client (2026-11-22).
 */
const budgets: ReadonlyMap<unknown, number> = new Map([
  ["minimal", 1_024],
  ["low", 1_024],
  ["medium", 2_048],
  ["high", 4_096],
]);

const budgetMin = 1_024;

/** Why a model can't think as it was asked to, or null where it can. */
export function findThinkingFault(order: UpstreamOrder): string | null {
  const { reasoning_effort: effort, thinking, include_reasoning: shown } = order.chat.passedOn;
  if (order.chat.thinking !== undefined) return findAskedFault(order, order.chat.thinking);
  if (!isGiven(effort) && !isGiven(thinking)) return findShownFault(order, shown);
  if (isGiven(effort) && isGiven(thinking)) {
    return "`thinking` and `reasoning_effort` say the same: send one of them.";
  }
  const generation = generationOf(order.model);
  const asleep = effort === "none" || (isRecord(thinking) && thinking["type"] === "disabled");
  if (asleep) return null;
  const field = isGiven(thinking) ? "thinking" : "reasoning_effort";
  if (generation < thinksFrom) return `\`${field}\`: this model does not think.`;
  return isGiven(thinking) ? findConfigFault(order, thinking) : findEffortFault(order, effort);
}

/** What another dialect asks for, which may not be what these models have. */
function findAskedFault(order: UpstreamOrder, asked: AskedThinking): string | null {
  const { mode, effort } = asked;
  if (effort !== null && !efforts.has(effort)) {
    return `\`effort\` must be ${[...efforts.keys()].join(", ")} at this provider.`;
  }
  if (mode === null || mode === "off") return null;
  const generation = generationOf(order.model);
  if (generation < thinksFrom) return "`thinking`: this model does not think.";
  if (mode === "adaptive" && generation < adaptsFrom) {
    return findEffortFault(order, effort ?? usualEffort);
  }
  return findConfigFault(order, configOf(order, asked));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** To be shown, thoughts must be thought: an older model has to be told how many. */
function findShownFault({ model }: UpstreamOrder, shown: unknown): string | null {
  if (shown !== true || generationOf(model) >= adaptsFrom) return null;
  return "`include_reasoning` needs a `reasoning_effort` at this model.";
}

function findEffortFault({ model, outputTokensMax }: UpstreamOrder, effort: unknown) {
  const allowed = generationOf(model) >= adaptsFrom ? efforts : budgets;
  if (!allowed.has(effort)) {
    return `\`reasoning_effort\` must be none, ${[...allowed.keys()].join(", ")} at this model.`;
  }
  if (allowed === efforts) return null;
  const budget = budgets.get(effort) ?? budgetMin;
  return budget < outputTokensMax
    ? null
    : `\`reasoning_effort\` thinks up to ${budget} tokens: \`max_tokens\` must be more.`;
}

/** The provider's own configuration is passed on as it is; what bounds it is looked at. */
function findConfigFault({ outputTokensMax }: UpstreamOrder, thinking: unknown): string | null {
  const type = isRecord(thinking) ? thinking["type"] : null;
  if (type === "adaptive" || type === "between_tools") return null;
  const budget = isRecord(thinking) && type === "enabled" ? thinking["budget_tokens"] : null;
  const fits = Number.isSafeInteger(budget) && Number(budget) >= budgetMin;
  if (!fits) {
    return `\`thinking\` must be adaptive, disabled, or enabled with ${budgetMin} tokens or more.`;
  }
  return Number(budget) < outputTokensMax
    ? null
    : "`thinking` has a budget that `max_tokens` does not cover.";
}

/** `thinking` of a request, and the effort that goes into its `output_config`. */
export interface WireThinking {
  readonly thinking?: unknown;
  readonly effort?: string | undefined;
}

/** What was asked for; nothing where nothing was. */
export function writeThinking(order: UpstreamOrder): WireThinking {
  const { model, chat } = order;
  if (chat.thinking !== undefined) return writeAsked(order, chat.thinking);
  const { reasoning_effort: effort, thinking, include_reasoning: shown } = chat.passedOn;
  if (isRecord(thinking)) return { thinking: { ...writeDisplay(thinking, shown), ...thinking } };
  const adapts = generationOf(model) >= adaptsFrom;
  if (effort === "none") return adapts ? { thinking: { type: "disabled" } } : {};
  if (!isGiven(effort)) {
    return shown === true ? { thinking: { type: "adaptive", display: "summarized" } } : {};
  }
  const display = writeDisplay({}, shown);
  return adapts
    ? { thinking: { type: "adaptive", ...display }, effort: efforts.get(effort) }
    : { thinking: { type: "enabled", budget_tokens: budgets.get(effort), ...display } };
}

function writeAsked(order: UpstreamOrder, asked: AskedThinking): WireThinking {
  const { mode, effort } = asked;
  const thinking = mode === null ? undefined : configOf(order, asked);
  const spoken = efforts.get(effort);
  // An older model that is given a budget for its effort knows no other word for it.
  const older = mode === "adaptive" && generationOf(order.model) < adaptsFrom;
  return older ? { thinking } : { thinking, effort: spoken };
}

/** The effort of an older model that is to think as it finds right. */
const usualEffort = "medium";

function configOf({ model }: UpstreamOrder, { mode, ...asked }: AskedThinking): object {
  if (mode === "off") return { type: "disabled" };
  if (mode === "between_tools") return { type: "between_tools" };
  const display = writeDisplay({}, asked.shown);
  if (mode === "budget") return { type: "enabled", budget_tokens: asked.budgetTokens, ...display };
  if (generationOf(model) >= adaptsFrom) return { type: "adaptive", ...display };
  return {
    type: "enabled",
    budget_tokens: budgets.get(asked.effort ?? usualEffort),
    ...display,
  };
}

/** Thoughts are billed whether they are shown or not. */
function writeDisplay(config: Readonly<Record<string, unknown>>, shown: unknown): object {
  if (typeof shown !== "boolean" || config["type"] === "disabled") return {};
  return { display: shown ? "summarized" : "omitted" };
}
