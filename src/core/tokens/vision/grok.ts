import { evenGrid, type LayGrid } from "./grid.ts";
import type { CountPicture } from "./rule.ts";

const tileSide = 448;
const tilesMax = 6;
const tileTokens = 256;

/**
 * `grok`: tiles of 448 pixels, begun ones included, up to six, and one for the whole picture; 256
 * tokens each. How larger pictures are fitted into six tiles isn't printed, so the bound is all
 * seven. `detail` means nothing here, and portrait and landscape count alike.
 *
 * Source: https://docs.x.ai (2026-11-22).
 */
export function grokTiles(name: string): CountPicture | null {
  if (name !== "grok") return null;
  return ({ width, height }) => {
    const begun = Math.ceil(width / tileSide) * Math.ceil(height / tileSide);
    const tiles = Math.min(tilesMax, begun);
    return { tokens: (tiles + 1) * tileTokens, tokensMax: (tilesMax + 1) * tileTokens, tiles };
  };
}

/** The tiles of a picture that six of them cover; how others are fitted in isn't printed. */
export function grokTilesGrid(name: string): LayGrid | null {
  if (name !== "grok") return null;
  return (picture) => {
    const columns = Math.ceil(picture.width / tileSide);
    const rows = Math.ceil(picture.height / tileSide);
    if (columns * rows > tilesMax) return null;
    return { ...evenGrid(picture, tileSide, { columns, rows }), preview: true };
  };
}
