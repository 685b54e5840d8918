import { assert } from "../../assert.ts";
import { geminiImages } from "./gemini-images.ts";

/** Tokens of one picture by its nominal size: 0.5K, 1K, 2K, 4K. */
export interface ImageOutputTable {
  readonly half: number;
  readonly one: number;
  readonly two: number;
  readonly four: number;
}

/** Pixels of a picture that came out; null where its header can't be read. */
export type OutputPicture = { readonly width: number; readonly height: number } | null;

const tables: ReadonlyMap<string, ImageOutputTable> = new Map(Object.entries(geminiImages));

/** How tables of picture output are named. */
export const imageOutputRules: readonly string[] = [...tables.keys()];

/**
 * The table of a model that gives out pictures and names none: the one with the largest counts,
 * so that the ceiling covers a picture of any size.
 */
export const imageOutputDefault = "gemini-3.1-flash-image";

/**
 * Tokens of one picture that came out, by a rule of `imageOutputRules`: what is charged where the
 * provider reports nothing. A picture whose size can't be read counts as 1K, what providers make
 * where nobody asks for another size.
 */
export function countImageOutput(rule: string, picture: OutputPicture): number {
  const table = tableOf(rule);
  if (picture === null) return table.one;
  const pixels = picture.width * picture.height;
  // Nominal sizes are four times apart, and aspect ratios move them by less than two.
  if (pixels <= kilo / 2) return table.half;
  if (pixels <= kilo * 2) return table.one;
  return pixels <= kilo * 8 ? table.two : table.four;
}

/** Tokens that one picture may count at most, whatever its size. */
export function imageOutputMax(rule: string): number {
  const { half, one, two, four } = tableOf(rule);
  return Math.max(half, one, two, four);
}

/** Pixels of a square picture of 1K. */
const kilo = 1024 * 1024;

function tableOf(rule: string): ImageOutputTable {
  const table = tables.get(rule);
  assert(table !== undefined, "a rule of picture output was read before it is used");
  return table;
}
