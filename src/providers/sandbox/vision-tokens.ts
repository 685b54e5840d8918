import type { Detail } from "./request.ts";

/** A picture's size in pixels, after its EXIF orientation, and the detail that was asked for. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly detail: Detail;
}

type Rule = (size: PictureSize) => number;

/**
 * Tokens that a picture costs on a model: the sandbox's own count, written without a look at the
 * gateway's, so that each checks the other. Sources and dates stand beside the rules.
 */
export function pictureTokens(model: string, size: PictureSize): number {
  const name = model.toLowerCase().replace(/^.*\//, "");
  const [, rule] = rules.find(([pattern]) => pattern.test(name)) ?? [];
  return (rule ?? openaiTiles(85, 170))(size);
}

/** The first pattern that fits a model's name gives its rule. */
const rules: readonly (readonly [RegExp, Rule])[] = [
  [/^gemini-3\.1-flash-image-preview/, sandboxTiles],
  [/^gemini-1/, geminiCrops(256, 768, null)],
  [/^gemini-2\.5-flash-image/, () => 1290],
  [/^gemini-2/, geminiCrops(1, Number.POSITIVE_INFINITY, 64)],
  [/^gemini-/, gemini3],
  [/^claude-[a-z]+-(4-([7-9]|\d\d)(?!\d)|([5-9]|\d\d)(?!\d))/, claude(2576, 4784)],
  [/^claude-/, claude(1568, 1568)],
  [/^gpt-4o-mini/, openaiTiles(2833, 5667)],
  [/^gpt-5\.6|^gpt-6/, openaiPatches({ high: 2_500, original: null, multiplier: 1.2 })],
  [/^gpt-5\.5/, openaiPatches({ high: 2_500, original: 10_000, multiplier: 1.2 })],
  [/^gpt-5\.4-(mini|nano)/, openaiPatches({ high: 1_536, original: 1_536, multiplier: 1.2 })],
  [/^gpt-5\.4/, openaiPatches({ high: 2_500, original: 10_000, multiplier: 1.2, auto: "high" })],
  [/^gpt-5-nano/, openaiPatches({ high: 1_536, original: 1_536, multiplier: 1.5 })],
  [/^gpt-5-mini|^gpt-5\.\d/, openaiPatches({ high: 1_536, original: 1_536, multiplier: 1.2 })],
  [/^gpt-4\.1-mini/, openaiPatches({ high: 1_536, original: 1_536, multiplier: 1.62 })],
  [/^gpt-4\.1-nano/, openaiPatches({ high: 1_536, original: 1_536, multiplier: 2.46 })],
  [/^o4-mini/, openaiPatches({ high: 1_536, original: 1_536, multiplier: 1.72 })],
  [/^gpt-5/, openaiTiles(70, 140)],
  [/^o[13]/, openaiTiles(75, 150)],
  [/^computer-use/, openaiTiles(65, 129)],
];

/** The sandbox's own slicing into squares of 1024, 512 or 256 px, 258 tokens a tile. */
function sandboxTiles({ width, height, detail }: PictureSize): number {
  if (detail === "low") return 258;
  const tiles = (side: number) =>
    detail === "auto" ? Math.max(1, Math.round(side / 1024)) : Math.ceil(side / 1024);
  return 258 * tiles(width) * tiles(height);
}

/**
 * OpenAI's tile models, never scaled up; `auto` counts as `high`.
 * https://developers.openai.com/api/docs/guides/images-vision, 2026-07-15
 */
function openaiTiles(base: number, tile: number): Rule {
  return ({ width, height, detail }) => {
    if (detail === "low") return base;
    const shrink = Math.min(1, 2048 / Math.max(width, height));
    const scale = shrink * Math.min(1, 768 / (shrink * Math.min(width, height)));
    // A side that lands on a boundary must not cross it by a floating-point hair.
    const tiles = (side: number) => Math.ceil((side * scale) / 512 - 1e-9);
    return base + tile * tiles(width) * tiles(height);
  };
}

interface PatchTerms {
  /** Patches of 32 px at most; null where there is no cap and no resize. */
  readonly high: number;
  readonly original: number | null;
  readonly multiplier: number;
  /** What `auto` means; `original` where the model has that detail. */
  readonly auto?: "high";
}

/** OpenAI's patch models: same page; multipliers as of 2026-10-05. `low` is 512 x 512. */
function openaiPatches(terms: PatchTerms): Rule {
  return ({ width, height, detail }) => {
    const full = detail === "original" || (detail === "auto" && terms.auto !== "high");
    const cap = full ? terms.original : terms.high;
    const patches = (wide: number, high: number) => Math.ceil(wide / 32) * Math.ceil(high / 32);
    const low = Math.min(256, patches(width, height));
    if (detail === "low") return Math.ceil(low * terms.multiplier - 1e-9);
    if (cap === null) return Math.ceil(patches(width, height) * terms.multiplier - 1e-9);
    const sideMax = cap === 10_000 ? 6000 : 2048;
    const side = Math.max(width, height);
    if (patches(width, height) <= cap && side <= sideMax) {
      return Math.ceil(patches(width, height) * terms.multiplier - 1e-9);
    }
    const scaled = scaledPatches({ width, height }, { cap, sideMax });
    return Math.ceil(Math.min(cap, scaled) * terms.multiplier - 1e-9);
  };
}

/** Patches at the whole-pixel size after scaling: by the side alone where that fits the cap. */
function scaledPatches(
  { width, height }: Pick<PictureSize, "width" | "height">,
  { cap, sideMax }: { readonly cap: number; readonly sideMax: number },
): number {
  const at = (scale: number) => {
    const pixels = (side: number) => Math.max(1, Math.trunc(side * scale + 1e-9));
    return Math.ceil(pixels(width) / 32) * Math.ceil(pixels(height) / 32);
  };
  const bySide = at(Math.min(1, sideMax / Math.max(width, height)));
  if (bySide <= cap) return bySide;
  const byArea = Math.sqrt((32 * 32 * cap) / (width * height));
  const whole = (side: number) => {
    const patches = (side * byArea) / 32;
    return Math.min(1, Math.max(1, Math.floor(patches)) / patches);
  };
  return at(byArea * Math.min(whole(width), whole(height)));
}

/**
 * Claude's 28-px patches, after the resize to the tier's limits.
 * https://platform.claude.com/docs/en/build-with-claude/vision, 2026-08-22
 */
function claude(edgeMax: number, tokensMax: number): Rule {
  const patches = (side: number) => Math.ceil(side / 28);
  const fits = (long: number, short: number) =>
    patches(long) * 28 <= edgeMax &&
    patches(short) * 28 <= edgeMax &&
    patches(long) * patches(short) <= tokensMax;
  return ({ width, height }) => {
    const long = Math.max(width, height);
    const short = Math.min(width, height);
    if (fits(long, short)) return patches(long) * patches(short);
    const other = (side: number) => Math.max(1, roundHalfEven(side / (long / short)));
    let least = 1;
    let most = long;
    while (least < most - 1) {
      const middle = Math.floor((least + most) / 2);
      if (fits(middle, other(middle))) least = middle;
      else most = middle;
    }
    return patches(least) * patches(other(least));
  };
}

/**
 * Gemini 1.5 and 2.x: crops of two thirds of the shorter side; 1.5 has no resolutions to choose.
 * https://ai.google.dev/gemini-api/docs/image-understanding and /media-resolution, 2026-11-22
 */
function geminiCrops(unitMin: number, unitMax: number, low: number | null): Rule {
  return ({ width, height, detail }) => {
    if (detail === "low" && low !== null) return low;
    if (width <= 384 && height <= 384) return 258;
    const third = Math.floor(Math.min(width, height) / 1.5 + 1e-9);
    const unit = Math.min(unitMax, Math.max(unitMin, third, 1));
    return 258 * Math.ceil(width / unit) * Math.ceil(height / unit);
  };
}

/** Gemini 3.x: the largest grid of the picture's shape within the resolution's maximum. */
function gemini3({ width, height, detail }: PictureSize): number {
  const most = { low: 280, high: 1120, auto: 1120, original: 2240 }[detail];
  const columns = Math.max(1, Math.floor(Math.sqrt((most * width) / height)));
  const rows = Math.max(1, Math.floor(Math.sqrt((most * height) / width)));
  return Math.min(most, columns * rows);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
