import type { Lack, Modality, Model, TextRule, VisionRule } from "../catalogue/model.ts";
import type { PriceVersion } from "../pricing/price.ts";
import { visionRuleAt } from "../tokens/vision/rule-at.ts";

/** A model as a plan sees it: what it takes, what it costs, and by which rules it counts. */
export interface Offer {
  readonly model: string;
  readonly price: PriceVersion;
  readonly contextWindow: number;
  readonly outputTokensMax: number;
  readonly input: readonly Modality[];
  readonly text: TextRule;
  /** Null where the model takes no pictures. */
  readonly vision: VisionRule | null;
  /** Tokens that the provider adds to a prompt with tools; null where the model doesn't say. */
  readonly toolPromptTokens: number | null;
  readonly lacks: readonly Lack[];
}

/** A model's terms at an instant, by the first route that it has among those that are open. */
export function offerOf(
  model: Model,
  price: PriceVersion,
  { at, isOpen = () => true }: { at: number; isOpen?: (provider: string) => boolean },
): Offer {
  const route = model.routes.find(({ provider }) => isOpen(provider));
  return {
    model: model.id,
    price,
    contextWindow: route?.contextWindow ?? model.contextWindow,
    outputTokensMax: model.outputTokensMax,
    input: model.input,
    text: route?.text ?? model.text,
    vision: visionRuleAt(route?.vision ?? model.vision, at),
    toolPromptTokens: model.toolPrompt?.auto ?? null,
    lacks: model.lacks ?? [],
  };
}
