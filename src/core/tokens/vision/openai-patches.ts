import type { CountPicture, PictureSize } from "./rule.ts";

const patchSide = 32;
/** Pixels of the longer side, for every budget below the `original` one. */
const sideMax = 2048;
/** `low` is a version of 512 × 512 whose count isn't printed: its patches bound it. */
const lowPatches = 256;

/**
 * `openai-patches-<budget>-<hundredths>`: patches of 32 × 32 pixels, begun ones included, up to a
 * budget that the picture is scaled down to, times a multiplier in hundredths. `auto` and
 * `original` count as `high` on the models that have a finite budget and no `original`. The bound
 * is one token more (the page says that counts may differ by one), or the whole budget where the
 * picture was scaled.
 *
 * Source: https://developers.openai.com/api/docs/guides/images-vision#calculating-costs
 * (2026-07-15).
 */
export function openaiPatches(name: string): CountPicture | null {
  const parts = /^openai-patches-([1-9]\d{0,5})-([1-9]\d{0,3})$/.exec(name);
  if (parts === null) return null;
  const budget = Number(parts[1]);
  const hundredths = Number(parts[2]);
  const tokensOf = (patches: number): number => Math.ceil((patches * hundredths) / 100);

  return (picture) => {
    const whole = patchesOf(picture.width) * patchesOf(picture.height);
    const fits = whole <= budget && Math.max(picture.width, picture.height) <= sideMax;
    const patches = fits ? whole : scaledPatches(picture, budget);
    if (picture.detail === "low") {
      const low = Math.min(patches, lowPatches, budget);
      return {
        tokens: tokensOf(low),
        tokensMax: tokensOf(Math.min(lowPatches, budget)),
        tiles: low,
      };
    }
    const tokensMax = fits ? tokensOf(patches) + 1 : tokensOf(budget) + 1;
    return { tokens: tokensOf(patches), tokensMax, tiles: patches };
  };
}

function patchesOf(side: number): number {
  return Math.ceil(side / patchSide);
}

/** Patches after scaling to the lesser of both limits. */
function scaledPatches({ width, height }: PictureSize, budget: number): number {
  const bySide = sideMax / Math.max(width, height);
  if (bySide < 1) {
    const atSide = patchesAt(width, height, bySide);
    if (atSide <= budget) return atSide;
  }
  const byBudget = Math.sqrt((patchSide * patchSide * budget) / (width * height));
  const columns = (width * byBudget) / patchSide;
  const rows = (height * byBudget) / patchSide;
  // Shrinks a little more, so that the side that loses most ends on a whole patch.
  const shrink = Math.min(wholeShare(columns), wholeShare(rows));
  return Math.min(budget, patchesAt(width, height, byBudget * shrink));
}

function wholeShare(patches: number): number {
  // Below one patch nothing can end on a whole one.
  return patches < 1 ? 1 : Math.floor(patches) / patches;
}

function patchesAt(width: number, height: number, scale: number): number {
  const columns = patchesOf(Math.max(1, Math.floor(width * scale + 1e-9)));
  const rows = patchesOf(Math.max(1, Math.floor(height * scale + 1e-9)));
  return columns * rows;
}
