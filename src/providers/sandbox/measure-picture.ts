import { createHash } from "node:crypto";
import sharp from "sharp";
import { bounds } from "./bounds.ts";
import { type Colour, colourName, hexOf, luminance } from "./colours.ts";
import {
  type EncodedPicture,
  isRejection,
  type Rejection,
  reject,
  type SandboxRequest,
} from "./request.ts";

/** What was measured on a picture. Shares and lightness run from 0 to 1. */
export interface PictureMeasure {
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** `PNG`, `JPEG`, `WebP`, `GIF`, `AVIF`, `HEIC`. */
  readonly format: string;
  /** Bytes of the file. */
  readonly bytes: number;
  readonly frames: number;
  readonly turned: boolean;
  readonly alpha: boolean;
  /** Share of pixels that are more than half transparent. */
  readonly transparent: number;
  readonly brightness: number;
  /** Standard deviation of the lightness. */
  readonly contrast: number;
  /** Mean difference in lightness between neighbours: fine detail. */
  readonly detail: number;
  readonly colours: readonly ColourShare[];
  /** Share of the pixels in each of eight bands of lightness, dark to bright. */
  readonly histogram: readonly number[];
  /** `sampleSide`² colours, row by row, spread evenly over the picture. */
  readonly sample: Uint8Array;
}

export interface ColourShare {
  readonly name: string;
  readonly hex: string;
  readonly share: number;
}

/** Pixels on a side of the sample that is kept of a picture, whatever its own shape. */
const sampleSide = 64;

// A server's worth of pictures passes through: nothing of them may stay behind in libvips.
sharp.cache(false);
sharp.concurrency(1);

const measured = new Map<string, PictureMeasure>();

/**
 * Decodes a picture whole and measures it. Rejects, as a provider would, what is no readable
 * picture of a common kind or has too many pixels.
 */
export async function measurePicture(
  picture: EncodedPicture,
  param: string,
): Promise<PictureMeasure | Rejection> {
  const key = createHash("sha256").update(picture.base64).digest("base64");
  const known = measured.get(key);
  if (known !== undefined) return known;

  const bytes = Buffer.from(picture.base64, "base64");
  try {
    const measure = await decode(bytes);
    if ("rejected" in measure) return { ...measure, param };
    if (measured.size >= bounds.measurementsMax)
      measured.delete(measured.keys().next().value ?? "");
    measured.set(key, measure);
    return measure;
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message.split("\n", 1)[0] : "not a picture";
    return unreadable(`The picture cannot be read: ${reason}.`, param);
  }
}

/** Measures every picture of a request, in the order of its messages. */
export async function measureAll(
  request: SandboxRequest,
): Promise<readonly PictureMeasure[] | Rejection> {
  const measures: PictureMeasure[] = [];
  for (const [index, message] of request.messages.entries()) {
    for (const picture of message.pictures) {
      const measure = await measurePicture(picture, `messages.${index}.content`);
      if (isRejection(measure)) return measure;
      measures.push(measure);
    }
  }
  return measures;
}

/** The cells of a grid of `side` x `side` over a picture, row by row. */
export function gridCells(measure: PictureMeasure, side: number): readonly Colour[] {
  const cells: Colour[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++)
      cells.push(cellColour(measure, side, [row, column]));
  }
  return cells;
}

const formats: Readonly<Record<string, string>> = {
  png: "PNG",
  jpeg: "JPEG",
  webp: "WebP",
  gif: "GIF",
  avif: "AVIF",
  heif: "HEIC",
};

async function decode(bytes: Buffer): Promise<PictureMeasure | Rejection> {
  const image = sharp(bytes, { failOn: "error", limitInputPixels: bounds.picturePixelsMax });
  const header = await image.metadata();
  const format = header.compression === "av1" ? "AVIF" : formats[header.format];
  if (format === undefined) {
    return unreadable(`Pictures of the kind ${header.format} are not supported.`, null);
  }
  const { data } = await image
    .autoOrient()
    .resize(sampleSide, sampleSide, { fit: "fill", kernel: "nearest" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: header.autoOrient.width,
    height: header.autoOrient.height,
    format,
    bytes: bytes.length,
    frames: header.pages ?? 1,
    turned: (header.orientation ?? 1) > 1,
    alpha: header.hasAlpha,
    ...statistics(data),
  };
}

type Statistics = Pick<
  PictureMeasure,
  "transparent" | "brightness" | "contrast" | "detail" | "colours" | "histogram" | "sample"
>;

/** `data` holds red, green, blue, alpha for each pixel of the sample. */
function statistics(data: Uint8Array): Statistics {
  const count = sampleSide * sampleSide;
  const sample = new Uint8Array(count * 3);
  const lightness = new Float64Array(count);
  const histogram = new Array<number>(8).fill(0);
  let seeThrough = 0;
  for (let pixel = 0; pixel < count; pixel++) {
    const colour = colourAt(data, pixel * 4);
    sample.set(colour, pixel * 3);
    const light = luminance(colour);
    lightness[pixel] = light;
    const band = Math.min(7, Math.floor(light * 8));
    histogram[band] = (histogram[band] ?? 0) + 1 / count;
    if ((data[pixel * 4 + 3] ?? 255) < 128) seeThrough += 1;
  }
  const brightness = mean(lightness);
  const squares = lightness.map((light) => (light - brightness) ** 2);
  return {
    transparent: seeThrough / count,
    brightness,
    contrast: Math.sqrt(mean(squares)),
    detail: neighbourDifference(lightness),
    colours: dominantColours(data),
    histogram,
    sample,
  };
}

function dominantColours(data: Uint8Array): readonly ColourShare[] {
  const groups = new Map<string, { count: number; sum: [number, number, number] }>();
  let visible = 0;
  for (let offset = 0; offset < data.length; offset += 4) {
    if ((data[offset + 3] ?? 255) < 128) continue;
    visible += 1;
    const colour = colourAt(data, offset);
    const name = colourName(colour);
    const group = groups.get(name) ?? { count: 0, sum: [0, 0, 0] };
    group.count += 1;
    group.sum = [group.sum[0] + colour[0], group.sum[1] + colour[1], group.sum[2] + colour[2]];
    groups.set(name, group);
  }
  return [...groups]
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, 5)
    .map(([name, { count, sum }]) => ({
      name,
      hex: hexOf([sum[0] / count, sum[1] / count, sum[2] / count]),
      share: count / visible,
    }));
}

function neighbourDifference(lightness: Float64Array): number {
  let sum = 0;
  let pairs = 0;
  for (let pixel = 0; pixel < lightness.length; pixel++) {
    const here = lightness[pixel] ?? 0;
    if ((pixel + 1) % sampleSide !== 0) {
      sum += Math.abs(here - (lightness[pixel + 1] ?? 0));
      pairs += 1;
    }
    if (pixel + sampleSide < lightness.length) {
      sum += Math.abs(here - (lightness[pixel + sampleSide] ?? 0));
      pairs += 1;
    }
  }
  return sum / pairs;
}

function cellColour(
  measure: PictureMeasure,
  side: number,
  [row, column]: readonly [number, number],
): Colour {
  const edge = (index: number) => Math.floor((index * sampleSide) / side);
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = edge(row); y < edge(row + 1); y++) {
    for (let x = edge(column); x < edge(column + 1); x++) {
      const [red, green, blue] = colourAt(measure.sample, (y * sampleSide + x) * 3);
      sum[0] += red;
      sum[1] += green;
      sum[2] += blue;
      count += 1;
    }
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

function colourAt(data: Uint8Array, offset: number): Colour {
  return [data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function unreadable(message: string, param: string | null): Rejection {
  return reject(message, { code: "invalid_image", param });
}
