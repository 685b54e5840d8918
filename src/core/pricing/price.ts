import type { Rate } from "../money/rate.ts";

/** What one model costs per token, by modality and direction. */
export interface Price extends Rates {
  /** Longer prompts' rates, shortest first. The one that a prompt reaches prices all of it. */
  readonly tiers?: readonly PriceTier[];
}

export interface Rates {
  readonly input: {
    readonly text: Rate;
    readonly image: Rate;
    /** Prompt tokens that the provider served from its cache. */
    readonly cached: Rate;
    readonly audio: Rate;
    /** Prompt tokens that it wrote to its cache; absent, they cost what text costs. */
    readonly cacheWrite?: Rate;
    /** Those written for an hour; absent, they cost what other writes cost. */
    readonly cacheWrite1h?: Rate;
  };
  readonly output: {
    readonly text: Rate;
    readonly image: Rate;
    readonly reasoning: Rate;
  };
}

export interface PriceTier extends Rates {
  /** Prompts of more tokens than this cost these rates, output and cached part included. */
  readonly above: number;
}

/** One dated entry of a price list. Published once, never edited. */
export interface PriceVersion {
  /** Names the version on every charge, such as `flat:gpt-4o:2026-01-01`. */
  readonly id: string;
  readonly list: string;
  readonly model: string;
  /** From this instant on (milliseconds since 1970, UTC), until the next version of the model. */
  readonly effectiveFrom: number;
  readonly price: Price;
  /** What the provider charges in its batches, as printed: kept for reports, and never charged. */
  readonly batch?: Price;
  readonly source: string;
  /** When the figures were looked up (milliseconds since 1970, UTC), where that is told. */
  readonly retrieved?: number;
  /** A: a provider's own page. B: second-hand. own: set by the operator. */
  readonly confidence: "A" | "B" | "own";
}
