import { rootOf } from "./exact-root.ts";
import { evenGrid, type LayGrid } from "./grid.ts";
import type { CountPicture, PictureCount, PictureSize } from "./rule.ts";

const patchSide = 32;
/** Pixels of the longer side below the `original` budget … */
const sideMax = 2048;
/** … and the two limits of `original`, where a model has it with limits. */
const original: Limits = { patchesMax: 10_000, sideMax: 6000 };
/** `low` is a version of 512 × 512 whose count isn't printed: its patches bound it. */
const lowPatches = 256;

/** What a picture may be before it is scaled down. */
interface Limits {
  readonly patchesMax: number;
  readonly sideMax: number;
}

/** One model's terms, as its rule's name gives them. */
interface Terms {
  readonly high: Limits;
  /** Tokens for each hundred patches: expected, and by the dearest of the readings. */
  readonly hundredths: number;
  readonly hundredthsMax: number;
  readonly originals: (typeof endings)[number] | null;
}

const pattern =
  /^openai-patches-([1-9]\d{0,5})-([1-9]\d{0,3})(?:to([1-9]\d{0,3}))?(?:-([a-z-]+))?$/;
const endings = ["original", "original-auto", "unresized"] as const;

/**
 * `openai-patches-<budget>-<hundredths>`: patches of 32 × 32 pixels, begun ones included, up to a
 * budget that the picture is scaled down to, times a multiplier in hundredths. `<hundredths>` may
 * be two, as `120to162`: the expected one, and the dearest one where sources disagree, for the
 * bound. `auto` and `original` count as `high`, unless the name ends otherwise:
 *
 * - `-original`: `original` has a budget of 10,000 patches and sides up to 6000 pixels;
 * - `-original-auto`: `auto` is `original`;
 * - `-unresized`: `auto` and `original` are neither scaled nor capped. What `high` is there isn't
 *   printed: the budget is expected, the whole picture bounds it.
 *
 * The bound is one token more, because the page says that counts may differ by one, and one row or
 * column more where the picture was scaled, because the page doesn't say how its size is rounded.
 * Portrait and landscape count alike.
 *
 * Source: https://developers.openai.com/api/docs/guides/images-vision#calculating-costs
 * (2026-07-15; the multiplier 1.2 second hand, from the page of 2026-10-05).
 */
export function openaiPatches(name: string): CountPicture | null {
  const terms = readTerms(name);
  if (terms === null) return null;
  return (picture) => count(picture, terms);
}

/** The patches of the scaled picture; those of `low` aren't printed. */
export function openaiPatchesGrid(name: string): LayGrid | null {
  const terms = readTerms(name);
  if (terms === null) return null;
  return (picture) => {
    if (picture.detail === "low") return null;
    const limits = limitsFor(picture, terms);
    return limits === null ? wholeGrid(picture) : gridWithin(picture, limits);
  };
}

function gridWithin(picture: PictureSize, limits: Limits): ReturnType<LayGrid> {
  if (fits(picture, limits)) return wholeGrid(picture);
  const { pixels, ...grid } = scaledGrid(picture, limits);
  return evenGrid(picture, pixels, grid);
}

function wholeGrid(picture: PictureSize): ReturnType<LayGrid> {
  const { width, height } = picture;
  return evenGrid(picture, patchSide, { columns: patchesOf(width), rows: patchesOf(height) });
}

/** What bounds the picture at its detail; null where nothing does. */
function limitsFor({ detail }: PictureSize, terms: Terms): Limits | null {
  const wantsOriginal = detail === "original" || (detail === "auto" && autoIsOriginal(terms));
  if (!wantsOriginal || terms.originals === null) return terms.high;
  return terms.originals === "unresized" ? null : original;
}

function readTerms(name: string): Terms | null {
  const parts = pattern.exec(name);
  if (parts === null) return null;
  const hundredths = Number(parts[2]);
  const hundredthsMax = Math.max(hundredths, Number(parts[3] ?? 0));
  const originals = endings.find((ending) => ending === parts[4]) ?? null;
  if (parts[4] !== undefined && originals === null) return null;
  return {
    high: { patchesMax: Number(parts[1]), sideMax },
    hundredths,
    hundredthsMax,
    originals,
  };
}

function count(picture: PictureSize, terms: Terms): PictureCount {
  if (picture.detail === "low") return countLow(picture, terms);
  const limits = limitsFor(picture, terms);
  if (limits === terms.high) return countHigh(picture, terms);
  const whole = patchesOf(picture.width) * patchesOf(picture.height);
  return limits === null ? priced(terms, whole, whole) : scaled(picture, limits, terms);
}

function autoIsOriginal({ originals }: Terms): boolean {
  return originals === "original-auto" || originals === "unresized";
}

function countLow(picture: PictureSize, terms: Terms): PictureCount {
  const { patches } = scaleDown(picture, terms.high);
  const patchesMax = Math.min(lowPatches, terms.high.patchesMax);
  const tokensMax = tokensOf(patchesMax, terms.hundredthsMax);
  const tiles = Math.min(patches, patchesMax);
  return { tokens: tokensOf(tiles, terms.hundredths), tokensMax, tiles };
}

function countHigh(picture: PictureSize, terms: Terms): PictureCount {
  const counted = scaled(picture, terms.high, terms);
  if (terms.originals !== "unresized") return counted;
  const whole = patchesOf(picture.width) * patchesOf(picture.height);
  return priced(terms, counted.tiles ?? whole, whole);
}

function scaled(picture: PictureSize, limits: Limits, terms: Terms): PictureCount {
  const { patches, patchesMax } = scaleDown(picture, limits);
  return priced(terms, patches, patchesMax);
}

function priced(terms: Terms, patches: number, patchesMax: number): PictureCount {
  return {
    tokens: tokensOf(patches, terms.hundredths),
    tokensMax: tokensOf(patchesMax, terms.hundredthsMax) + 1,
    tiles: patches,
  };
}

function tokensOf(patches: number, hundredths: number): number {
  return Math.ceil((patches * hundredths) / 100);
}

function patchesOf(side: number): number {
  return Math.ceil(side / patchSide);
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** The side of a patch in pixels of the picture as it was. */
  readonly pixels: number;
}

/** Patches after scaling to the lesser of both limits, where the picture is above one of them. */
function scaleDown(
  picture: PictureSize,
  limits: Limits,
): { readonly patches: number; readonly patchesMax: number } {
  const { width, height } = picture;
  const whole = patchesOf(width) * patchesOf(height);
  if (fits(picture, limits)) return { patches: whole, patchesMax: whole };
  const { columns, rows } = scaledGrid(picture, limits);
  const patches = Math.min(limits.patchesMax, columns * rows);
  const spare = Math.max(columns, rows);
  return { patches, patchesMax: Math.min(limits.patchesMax, patches + spare) };
}

function fits({ width, height }: PictureSize, { patchesMax, sideMax }: Limits): boolean {
  const whole = patchesOf(width) * patchesOf(height);
  return whole <= patchesMax && Math.max(width, height) <= sideMax;
}

function scaledGrid({ width, height }: PictureSize, limits: Limits): Grid {
  const long = Math.max(width, height);
  if (long > limits.sideMax) {
    const columns = patchesAt(width, limits.sideMax, long);
    const rows = patchesAt(height, limits.sideMax, long);
    const pixels = (patchSide * long) / limits.sideMax;
    if (columns * rows <= limits.patchesMax) return { columns, rows, pixels };
  }
  return gridOfBudget(width, height, limits.patchesMax);
}

/**
 * Scales so that the budget is met and then a little more, so that the side that loses most ends
 * on a whole patch. That last step makes the scale a fraction of whole numbers, which is why no
 * float is needed although the first one is a root.
 */
function gridOfBudget(width: number, height: number, budget: number): Grid {
  const columns = rootOf(budget * width, height);
  const rows = rootOf(budget * height, width);
  // Below one patch nothing can end on a whole one: then the other side decides.
  const byWidth = rows === 0 || (columns > 0 && columns * height <= rows * width);
  return byWidth
    ? { columns, rows: patchesAt(height, columns * patchSide, width), pixels: width / columns }
    : { columns: patchesAt(width, rows * patchSide, height), rows, pixels: height / rows };
}

/** Patches of a side at a scale, whose pixels are cut to whole ones, at least one. */
function patchesAt(side: number, numerator: number, denominator: number): number {
  return patchesOf(Math.max(1, Math.floor((side * numerator) / denominator)));
}
