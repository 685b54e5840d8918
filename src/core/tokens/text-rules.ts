import type { Count } from "./count.ts";
import type { Script } from "./split-scripts.ts";
import type { SplitPattern } from "./split-text.ts";

/**
 * How text is counted: exactly by a vocabulary, or by ratios calibrated against o200k_base, one for
 * each script.
 */
export const textRules = [
  "o200k_base",
  "o200k_base-6",
  "cl100k_base",
  "claude-ratio",
  "claude-ratio-4.6",
  "gemini-ratio",
] as const;

export type TextRuleName = (typeof textRules)[number];

/** Tokens for each hundred of o200k_base: the expected number and the bound. */
export interface Ratio {
  readonly hundredths: number;
  readonly hundredthsMax: number;
}

/** How one rule counts. */
export interface TextAccount {
  readonly vocabulary: SplitPattern;
  /** Tokens around each message, and before the answer. */
  readonly frame: { readonly message: Count; readonly reply: Count };
  /** Null where the vocabulary is the model's own, and every count exact. */
  readonly ratios: Readonly<Record<Script, Ratio>> | null;
  /** Tokens of the prompt that is added to tools, where the model doesn't say. */
  readonly toolPrompt: Count;
}

const noPrompt: Count = { tokens: 0, tokensMax: 0 };

/**
 * Exact rules count as the cookbook says: 3 around each message, 3 before the answer. A lone
 * message of `o200k_base-6` was measured at its content and 6, one less (gpt-5.5, 30 samples
 * without a miss); where the one is saved is unknown, so the bound keeps it.
 *
 * Ratios are tokens per character, measured in July 2026 on English, Japanese and code, over those
 * of o200k_base on the same samples (.192, .833, .275): .324, .979, .471 for Claude from 4.7 on,
 * which is what its tokenizer is called after; .178, .502, .310 for Gemini. Measured by the
 * character they were off by 8.5 % and 6.6 % on average, 16.2 % and 15.7 % at worst; the bound is
 * the recommended 20 % above. Up to 4.6, Claude's tokenizer makes about 30 % fewer tokens of the
 * same text: that is expected, and the newer ratio the bound.
 *
 * Other scripts were never calibrated: the dearest ratio is expected, and the bound is their bytes
 * (`countScripts`), because a token of these tokenizers stands for at least one.
 *
 * Sources: OpenAI cookbook, "How to count tokens with tiktoken"; qmu/research, token counts of
 * July 2026 (confidence B); https://platform.claude.com/docs/en/about-claude/pricing (2026-11-22).
 */
export const textAccounts: Readonly<Record<TextRuleName, TextAccount>> = {
  o200k_base: exactAccount("o200k_base", 3),
  "o200k_base-6": exactAccount("o200k_base", 2),
  cl100k_base: exactAccount("cl100k_base", 3),
  "claude-ratio": {
    vocabulary: "o200k_base",
    frame: { message: range(3, 4), reply: range(1, 4) },
    ratios: { latin: ratio(169), cjk: ratio(118), code: ratio(172), other: ratio(172) },
    toolPrompt: range(354, 804),
  },
  "claude-ratio-4.6": {
    vocabulary: "o200k_base",
    frame: { message: range(3, 4), reply: range(1, 4) },
    ratios: {
      latin: { hundredths: 130, hundredthsMax: 169 },
      cjk: { hundredths: 91, hundredthsMax: 118 },
      code: { hundredths: 132, hundredthsMax: 172 },
      other: { hundredths: 132, hundredthsMax: 172 },
    },
    toolPrompt: range(497, 804),
  },
  "gemini-ratio": {
    vocabulary: "o200k_base",
    frame: { message: range(4, 7), reply: range(3, 7) },
    ratios: { latin: ratio(93), cjk: ratio(61), code: ratio(113), other: ratio(113) },
    toolPrompt: noPrompt,
  },
};

function exactAccount(vocabulary: SplitPattern, reply: number): TextAccount {
  const frame = { message: range(3, 3), reply: range(reply, 3) };
  return { vocabulary, frame, ratios: null, toolPrompt: noPrompt };
}

function range(tokens: number, tokensMax: number): Count {
  return { tokens, tokensMax };
}

/** The bound is a fifth above what is expected: the margin recommended with the ratios. */
function ratio(hundredths: number): Ratio {
  return { hundredths, hundredthsMax: Math.ceil((hundredths * 120) / 100) };
}
