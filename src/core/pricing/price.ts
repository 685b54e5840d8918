import type { Rate } from "../money/rate.ts";

/** What one model costs per token, by modality and direction. */
export interface Price {
  readonly input: {
    readonly text: Rate;
    readonly image: Rate;
    /** Prompt tokens that the provider served from its cache. */
    readonly cached: Rate;
    readonly audio: Rate;
  };
  readonly output: {
    readonly text: Rate;
    readonly image: Rate;
    readonly reasoning: Rate;
  };
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
  readonly source: string;
  /** A: a provider's own page. B: second-hand. own: set by the operator. */
  readonly confidence: "A" | "B" | "own";
}
