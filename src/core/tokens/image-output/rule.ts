import { assert } from "../../assert.ts";
import { geminiImages } from "./gemini-images.ts";
import { gptImages } from "./gpt-image.ts";

/** Pixels of a picture that came out; null where its header can't be read. */
export type OutputPicture = { readonly width: number; readonly height: number } | null;

/** How one model, or one quality of it, counts a picture that comes out. */
export interface ImageOutputRule {
  /** Tokens by the picture's size in pixels. */
  readonly count: (size: { readonly width: number; readonly height: number }) => number;
  /** Tokens of the size that is made where nobody asks for another. */
  readonly usual: number;
  /** Tokens of the dearest size that can be asked for. */
  readonly tokensMax: number;
}

const rules: ReadonlyMap<string, ImageOutputRule> = new Map([
  ...Object.entries(geminiImages),
  ...Object.entries(gptImages),
]);

/** How rules of picture output are named. */
export const imageOutputRules: readonly string[] = [...rules.keys()];

/**
 * The rule of a model that gives out pictures and names none: one with large counts, so that the
 * ceiling covers a picture of any size that is usual.
 */
export const imageOutputDefault = "gemini-3.1-flash-image";

/**
 * Tokens of one picture that came out, by a rule of `imageOutputRules`: what is charged where the
 * provider reports nothing. A picture whose size can't be read counts as the usual one.
 */
export function countImageOutput(rule: string, picture: OutputPicture): number {
  const { count, usual } = ruleOf(rule);
  return picture === null ? usual : count(picture);
}

/** Tokens that one picture may count at most, whatever its size. */
export function imageOutputMax(rule: string): number {
  return ruleOf(rule).tokensMax;
}

function ruleOf(name: string): ImageOutputRule {
  const rule = rules.get(name);
  assert(rule !== undefined, "a rule of picture output was read before it is used");
  return rule;
}
