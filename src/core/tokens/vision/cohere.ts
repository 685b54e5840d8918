import { evenGrid, type LayGrid } from "./grid.ts";
import type { CountPicture } from "./rule.ts";

const tileSide = 512;
const tileTokens = 256;
/** Tokens of a picture of one tile, as another host of the model prints them. */
const singleTokensMax = 1610;

/**
 * `cohere` (Command A Vision): 256 tokens at `low`; else for each tile of 512 pixels, begun ones
 * included, and for one preview. `auto` and `original` count as `high`. No cap is printed, and
 * another host of the model prints "about 1,610" for one tile: that is the least bound. Portrait
 * and landscape count alike.
 *
 * Source: https://docs.cohere.com/docs/image-inputs; the other host's figure from
 * https://docs.oracle.com/en-us/iaas/Content/generative-ai/cohere-command-a-vision-07-2025.htm
 * (2026-11-22).
 */
export function cohereTiles(name: string): CountPicture | null {
  if (name !== "cohere") return null;
  return ({ width, height, detail }) => {
    if (detail === "low") return { tokens: tileTokens, tokensMax: singleTokensMax, tiles: 1 };
    const tiles = Math.ceil(width / tileSide) * Math.ceil(height / tileSide);
    const tokens = (tiles + 1) * tileTokens;
    return { tokens, tokensMax: Math.max(tokens, singleTokensMax), tiles };
  };
}

/** The tiles as they lie on the picture; `low` is the preview alone. */
export function cohereTilesGrid(name: string): LayGrid | null {
  if (name !== "cohere") return null;
  return (picture) => {
    const { width, height, detail } = picture;
    if (detail === "low")
      return evenGrid(picture, Math.max(width, height), { columns: 1, rows: 1 });
    const grid = { columns: Math.ceil(width / tileSide), rows: Math.ceil(height / tileSide) };
    return { ...evenGrid(picture, tileSide, grid), preview: true };
  };
}
