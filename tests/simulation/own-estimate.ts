import type { Key } from "../../src/core/access/account.ts";
import type { RefusalCode } from "../../src/core/refusal.ts";
import type { GatewaySettings } from "../../src/core/settings/settings.ts";
import type { Vocabulary } from "../../src/flow/gateway.ts";
import type { CallPlan } from "./plan-call.ts";
import { findGoods, type Goods, type OwnRates, pairPrefix, ratesAt, tokensOf } from "./trade.ts";

/** What the auditor expects a call to be held at. Amounts in picodollars. */
export interface ExpectedHold {
  readonly model: string;
  readonly rates: OwnRates;
  readonly vocabulary: Vocabulary;
  readonly promptTokens: number;
  readonly outputTokensMax: number;
  readonly ceiling: bigint;
  /** What must fit where the ceiling doesn't. */
  readonly least: bigint;
  readonly boundByMaxCost: boolean;
}

interface Terms {
  readonly plan: CallPlan;
  readonly key: Key;
  readonly settings: GatewaySettings;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Works out a call's hold, or why it must be refused, without the road's own arithmetic. */
export function expectHold(terms: Terms): ExpectedHold | RefusalCode {
  const { chat } = terms.plan;
  const goods = findGoods(chat.model);
  if (goods === null) return "model_not_found";
  const isPair = chat.model.startsWith(pairPrefix);
  const needed = isPair ? ["seer", goods.model.id] : [goods.model.id];
  const { models } = terms.key;
  if (models !== null && !needed.every((id) => models.includes(id))) return "model_not_available";
  const limit = Math.min(goods.model.outputTokensMax, terms.key.outputTokensMax ?? 1_000_000);
  if (chat.outputTokensMax !== null && chat.outputTokensMax > limit) return "invalid_request";
  const rates = ratesAt(goods, terms.at);
  if (rates === null) return "model_not_priced";
  return expectOutput(terms, { goods, rates, limit });
}

interface Sold {
  readonly goods: Goods;
  readonly rates: OwnRates;
  readonly limit: number;
}

function expectOutput(terms: Terms, { goods, rates, limit }: Sold): ExpectedHold | RefusalCode {
  const { model } = goods;
  const { chat } = terms.plan;
  const vocabulary = model.text === "cl100k_base" ? "cl100k_base" : "o200k_base";
  const promptTokens = countPrompt(vocabulary, chat.messages[0]?.content);
  const windows = model.routes.map((route) => route.contextWindow ?? model.contextWindow);
  const window = windows.find((one) => promptTokens + (chat.outputTokensMax ?? 1) <= one);
  if (window === undefined) return "context_length_exceeded";

  const { outputTokensDefault } = terms.settings;
  const tokens =
    chat.outputTokensMax ?? Math.min(outputTokensDefault, limit, window - promptTokens);
  const dearest = [rates.text, rates.reasoning, model.output.includes("image") ? rates.image : 0n];
  const perToken = dearest.reduce((high, next) => (next > high ? next : high));
  const prompt = BigInt(promptTokens) * (rates.prompt > rates.cached ? rates.prompt : rates.cached);
  const bound = bindMaxCost(chat.maxCost, { prompt, perToken, tokens });
  if (bound === null) return "max_cost_too_low";

  const slice = BigInt(Math.min(terms.settings.holdSliceTokens, bound.tokens)) * perToken;
  const unsliced = model.hiddenOutput || model.routes.some((route) => !route.streams);
  const whole = unsliced || chat.hold === "full" || prompt + slice > bound.ceiling;
  return {
    model: chat.model.startsWith(pairPrefix) ? `${pairPrefix}${model.id}` : model.id,
    rates,
    vocabulary,
    promptTokens,
    outputTokensMax: bound.tokens,
    ceiling: bound.ceiling,
    least: whole ? bound.ceiling : prompt + slice,
    boundByMaxCost: bound.bound,
  };
}

/** Three tokens around the message, three before the answer, the role and the text. */
function countPrompt(vocabulary: Vocabulary, content: unknown): number {
  const text = typeof content === "string" ? content : "";
  return 6 + tokensOf(vocabulary, "user".length) + tokensOf(vocabulary, text.length);
}

interface Cost {
  readonly prompt: bigint;
  readonly perToken: bigint;
  readonly tokens: number;
}

function bindMaxCost(
  maxCost: bigint | null,
  { prompt, perToken, tokens }: Cost,
): { readonly tokens: number; readonly ceiling: bigint; readonly bound: boolean } | null {
  const ceiling = prompt + BigInt(tokens) * perToken;
  if (maxCost === null) return { tokens, ceiling, bound: false };
  if (maxCost < prompt) return null;
  const affordable = perToken === 0n ? tokens : Number((maxCost - prompt) / perToken);
  if (affordable < 1) return null;
  if (affordable >= tokens) return { tokens, ceiling, bound: false };
  return { tokens: affordable, ceiling: maxCost < ceiling ? maxCost : ceiling, bound: true };
}
