import { evenGrid, type LayGrid } from "./grid.ts";
import { roundHalfEven } from "./half-even.ts";
import type { CountPicture, PictureSize } from "./rule.ts";

const patchSide = 28;

/** What a picture may be before it is made smaller. */
interface Tier {
  /** Pixels of the longer side, filled up to whole patches. */
  readonly edgeMax: number;
  readonly patchesMax: number;
}

const tiers: Readonly<Record<string, Tier>> = {
  "claude-28-standard": { edgeMax: 1568, patchesMax: 1568 },
  "claude-28-high": { edgeMax: 2576, patchesMax: 4784 },
};

/**
 * `claude-28-standard` and `claude-28-high` (4.7 and later): one token for each patch of 28 × 28
 * pixels, begun ones included, after a picture above the tier's limits was made smaller by the
 * largest long side that fits. `detail` means nothing here, and portrait and landscape count
 * alike. The bound allows a picture that was made smaller one row or column more: the page's own
 * table and code differ by a pixel there.
 *
 * Source: https://platform.claude.com/docs/en/build-with-claude/vision (2026-08-22).
 */
export function claudePatches(name: string): CountPicture | null {
  const tier = Object.hasOwn(tiers, name) ? tiers[name] : undefined;
  if (tier === undefined) return null;
  return (picture) => {
    const { width, height } = fit(picture, tier);
    const tokens = patches(width) * patches(height);
    const isResized = width !== picture.width || height !== picture.height;
    const spare = isResized ? Math.max(patches(width), patches(height)) : 0;
    const tokensMax = Math.max(tokens, Math.min(tokens + spare, tier.patchesMax));
    return { tokens, tokensMax, tiles: tokens };
  };
}

/** The patches of the picture as it is after it was made smaller. */
export function claudePatchesGrid(name: string): LayGrid | null {
  const tier = Object.hasOwn(tiers, name) ? tiers[name] : undefined;
  if (tier === undefined) return null;
  return (picture) => {
    const { width, height } = fit(picture, tier);
    const scale = Math.max(picture.width, picture.height) / Math.max(width, height);
    const grid = { columns: patches(width), rows: patches(height) };
    return evenGrid(picture, patchSide * scale, grid);
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function fit({ width, height }: PictureSize, tier: Tier): Size {
  if (fits({ width, height }, tier)) return { width, height };
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  let low = 1;
  let high = long;
  // The largest long side that fits lies from `low` up to but not including `high`.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const fitting = fits({ width: middle, height: shorten(middle, long, short) }, tier);
    if (fitting) low = middle;
    else high = middle;
  }
  const other = shorten(low, long, short);
  return width >= height ? { width: low, height: other } : { width: other, height: low };
}

/** The shorter side for a new long side, rounded half to even as the live API does, exactly. */
function shorten(newLong: number, long: number, short: number): number {
  return Math.max(1, roundHalfEven(newLong * short, long));
}

function fits({ width, height }: Size, tier: Tier): boolean {
  const columns = patches(width);
  const rows = patches(height);
  const edge = Math.max(columns, rows) * patchSide;
  return edge <= tier.edgeMax && columns * rows <= tier.patchesMax;
}

function patches(side: number): number {
  return Math.ceil(side / patchSide);
}
