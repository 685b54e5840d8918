import { readBytes } from "#world";
import { PictureError } from "./errors.ts";
import { excerptCharacters } from "./limits.ts";

/** Bytes, a `Blob` or `File`, a path (not in browsers), an address, or a data URL. */
export type PictureSource = Uint8Array | ArrayBuffer | Blob | string | URL;

export interface PictureTerms {
  /** How closely the model looks, and what that costs; `auto` where nothing is said. */
  readonly detail?: Detail;
}

type Detail = "auto" | "low" | "high" | "original";

/** A message part in the shape of OpenAI's chat completions. */
export interface PicturePart {
  readonly type: "image_url";
  readonly image_url: { readonly url: string; readonly detail?: Detail };
}

/** A picture as a part of a message. Throws `PictureError` where it isn't one. */
export async function picture(
  source: PictureSource,
  { detail }: PictureTerms = {},
): Promise<PicturePart> {
  const url = await dataUrl(source);
  return { type: "image_url", image_url: detail === undefined ? { url } : { url, detail } };
}

/**
 * A picture as a data URL; an address stays one, and is fetched by the gateway. What bytes are is
 * said by their beginning alone. Throws `PictureError` where they are no picture.
 */
export async function dataUrl(source: PictureSource): Promise<string> {
  const text = source instanceof URL ? source.href : source;
  if (typeof text === "string" && /^https?:/i.test(text)) return text;
  if (typeof text === "string" && /^data:/i.test(text)) return checkDataUrl(text);
  const { bytes, name } = await readSource(text);
  const type = mediaTypeOf(bytes);
  if (type === null) throw new PictureError(`${name} ${describe(bytes)}; ${allowed}`);
  return `data:${type};base64,${writeBase64(bytes)}`;
}

/** The media type of a picture's bytes, by their beginning; null where they are no picture. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  const head = textOf(bytes, 16);
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (/^RIFF.{4}WEBP/s.test(head)) return "image/webp";
  const brand = /^.{4}ftyp(.{4})/s.exec(head)?.[1];
  if (brand === "avif" || brand === "avis") return "image/avif";
  return brand !== undefined && heicBrands.includes(brand) ? "image/heic" : null;
}

const allowed = "PNG, JPEG, WebP, GIF, AVIF and HEIC can be sent";
const heicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

async function readSource(source: Exclude<PictureSource, URL>) {
  if (typeof source === "string") return { bytes: await readBytes(source), name: `"${source}"` };
  if (source instanceof Blob) {
    const given = "name" in source && source.name ? `"${source.name}"` : "the blob";
    return { bytes: new Uint8Array(await source.arrayBuffer()), name: given };
  }
  return { bytes: source instanceof Uint8Array ? source : new Uint8Array(source), name: "it" };
}

/** A data URL is taken as it is, once its beginning has shown that it holds a picture. */
function checkDataUrl(url: string): string {
  const comma = url.indexOf(",");
  const head = url.slice(0, comma);
  if (comma === -1 || !/;base64$/i.test(head)) {
    const seen = url.slice(0, excerptCharacters / 3);
    throw new PictureError(`the data URL "${seen}…" is not in base64; ${allowed}`);
  }
  const bytes = readBase64(url.slice(comma + 1, comma + 25));
  if (bytes === null) throw new PictureError(`what follows "${head}," is no base64; ${allowed}`);
  if (mediaTypeOf(bytes) !== null) return url;
  throw new PictureError(`the data URL "${head}" ${describe(bytes)}; ${allowed}`);
}

/** The bytes of a beginning of base64; null where it is none. */
function readBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** What is seen in place of a picture. */
function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return "is empty";
  const head = textOf(bytes, 64);
  const start = head.trimStart().toLowerCase();
  if (head.startsWith("%PDF")) return "is a PDF, not a picture; turn its pages into pictures";
  if (start.startsWith("<svg") || start.startsWith("<?xml")) return "is SVG, which no model reads";
  if (start.startsWith("<")) return `is no picture but a page: "${start.slice(0, 30).trim()}"`;
  if (head.startsWith("BM")) return "is a BMP";
  if (/^(II\*\0|MM\0\*)/.test(head)) return "is a TIFF";
  const seen = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `is no picture: it begins with the bytes ${seen.join(" ")}`;
}

/** The first bytes, each as the character of its number. */
function textOf(bytes: Uint8Array, most: number): string {
  return String.fromCharCode(...bytes.subarray(0, most));
}

/** Bytes at a time: a multiple of three, so that no padding comes in between. */
const pieceBytes = 0x6000;

function writeBase64(bytes: Uint8Array): string {
  if ("toBase64" in bytes) return bytes.toBase64();
  return writeBase64InPieces(bytes);
}

/** Where the runtime can't do it by itself yet. */
export function writeBase64InPieces(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + pieceBytes))));
  }
  return pieces.join("");
}
