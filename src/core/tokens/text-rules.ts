/** How text is counted: exactly by a vocabulary, or by a ratio calibrated against o200k_base. */
export const textRules = ["o200k_base", "cl100k_base", "claude-ratio", "gemini-ratio"] as const;

export type TextRuleName = (typeof textRules)[number];

/** What stands in for a tokenizer that nobody has offline. */
export interface Calibration {
  /** Tokens for each hundred of o200k_base: the expected number. */
  readonly hundredths: number;
  /** Tokens of the system prompt that the provider adds where there are tools. */
  readonly tools: { readonly tokens: number; readonly tokensMax: number };
}

/**
 * The largest ratio per character among English, Japanese and code, measured in July 2026
 * (.471 to .275 on code for one, .310 to .275 for the other). The system prompt for tools is what
 * the provider's pricing page says: from 264 to 804 tokens by model, 354 for a current one.
 */
export const calibrations: Readonly<Partial<Record<TextRuleName, Calibration>>> = {
  "claude-ratio": { hundredths: 171, tools: { tokens: 354, tokensMax: 804 } },
  "gemini-ratio": { hundredths: 113, tools: { tokens: 0, tokensMax: 0 } },
};

/** Percent of the expected number that the bound is: the margin recommended with the ratios. */
export const ratioBoundPercent = 120;
