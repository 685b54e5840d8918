import type { ImageOutputRule } from "./rule.ts";

/** Pixels of a side of one cell, by the quality that was asked for. */
const cellSides = { low: 64, medium: 32, high: 16 } as const;

/** Pixels of the sizes that can be asked for, the dearest first. */
const published = [
  { width: 1024, height: 1536 },
  { width: 1536, height: 1024 },
  { width: 1024, height: 1024 },
] as const;

/**
 * `gpt-image-<quality>`: what gpt-image-1, 1.5 and mini count for a picture that comes out: cells,
 * begun ones included, and one more at the end of each row. The closed form was derived from the
 * page's nine figures and meets all of them. Each partial picture of a stream adds 100 tokens,
 * which isn't counted here. For gpt-image-2 no formula is published.
 *
 * Source: https://developers.openai.com/api/docs/guides/image-generation#cost-and-latency
 * (2026-11-22).
 */
export const gptImages: Readonly<Record<string, ImageOutputRule>> = {
  "gpt-image-low": ruleOf(cellSides.low),
  "gpt-image-medium": ruleOf(cellSides.medium),
  "gpt-image-high": ruleOf(cellSides.high),
};

function ruleOf(cellSide: number): ImageOutputRule {
  const count = ({ width, height }: { readonly width: number; readonly height: number }): number =>
    Math.ceil(height / cellSide) * (Math.ceil(width / cellSide) + 1);
  return {
    count,
    usual: count({ width: 1024, height: 1024 }),
    tokensMax: Math.max(...published.map(count)),
  };
}
