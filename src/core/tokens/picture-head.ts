import { findGif } from "./gif-head.ts";
import { type HeadFinding, latin, moreNeeded, wrongHead } from "./head-finding.ts";
import { findWebp } from "./webp-head.ts";

/**
 * Finds the header of a PNG, JPEG, WebP, GIF, AVIF or HEIC, by its bytes and not by what it is
 * said to be. It stands before the size reader, which would walk through garbage byte by byte and
 * through crafted boxes in quadratic time: what passes here is short and in order.
 */
export function findHead(bytes: Uint8Array): HeadFinding {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return findPng(bytes);
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return findJpeg(bytes);
  const opening = latin(bytes, 0, 6);
  if (opening === "GIF87a" || opening === "GIF89a") return findGif(bytes);
  if (latin(bytes, 0, 4) === "RIFF" && latin(bytes, 8, 12) === "WEBP") return findWebp(bytes);
  if (latin(bytes, 4, 8) === "ftyp") return findBoxes(bytes);
  return wrongHead("its bytes are no such picture");
}

/** A PNG's first chunk carries a checksum: a header that lies by accident is found out. */
function findPng(bytes: Uint8Array): HeadFinding {
  const end = 33;
  if (bytes.length < end) return moreNeeded;
  if (latin(bytes, 12, 16) !== "IHDR") return wrongHead("its header is missing");
  if (checksum(bytes.subarray(12, 29)) !== read32(bytes, 29)) {
    return wrongHead("its header's checksum is wrong");
  }
  return { kind: "found", head: { mediaType: "image/png", end, frame: null } };
}

/** CRC-32 as PNG has it. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** Segments before a JPEG's frame: cameras write a few dozen. */
const segmentsMax = 1_000;

/** Walks from marker to marker up to the frame, which says the size. */
function findJpeg(bytes: Uint8Array): HeadFinding {
  let at = 2;
  for (let segment = 0; segment < segmentsMax; segment += 1) {
    if (at + 9 > bytes.length) return moreNeeded;
    if (bytes[at] !== 0xff) return wrongHead("its segments are out of order");
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + read16(bytes, at + 2);
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
      if (end > bytes.length) return moreNeeded;
      const frame = { height: read16(bytes, at + 5), width: read16(bytes, at + 7) };
      return { kind: "found", head: { mediaType: "image/jpeg", end, frame } };
    }
    // Only a segment of data can stand before the frame; other kinds of frame aren't taken.
    const isData = marker === 0xc4 || marker === 0xcc || (marker >= 0xdb && marker <= 0xfe);
    if (!isData || end < at + 4) return wrongHead("its segments are out of order");
    at = end;
  }
  return wrongHead("it has too many segments");
}

/** Sizes within one HEIF or AVIF: the picture, its tiles, thumbnails and layers. */
const boxSizesMax = 64;
/** Bytes of the box that describes the picture: the largest seen are some 100 KB. */
const metaBytesMax = 1_048_576;
/** Boxes before it: in practice one. */
const boxesMax = 16;

/** Walks the outer boxes of a HEIF or AVIF to the end of the one that describes the picture. */
function findBoxes(bytes: Uint8Array): HeadFinding {
  const mediaType = readBrand(bytes);
  if (mediaType === null) return wrongHead("its brand is no picture's");
  let at = 0;
  for (let box = 0; box < boxesMax; box += 1) {
    if (at + 8 > bytes.length) return moreNeeded;
    const size = read32(bytes, at);
    if (size < 8) return wrongHead("its boxes are out of order");
    const isMeta = latin(bytes, at + 4, at + 8) === "meta";
    if (isMeta && size > metaBytesMax) return wrongHead("its description is too long");
    at += size;
    if (!isMeta) continue;
    if (at > bytes.length) return moreNeeded;
    if (countSizes(bytes, at) > boxSizesMax) return wrongHead("it holds too many pictures");
    return { kind: "found", head: { mediaType, end: at, frame: null } };
  }
  return wrongHead("it lacks a description");
}

const brands: Readonly<Record<string, string>> = {
  avif: "image/avif",
  heic: "image/heic",
  heix: "image/heic",
  hevc: "image/heic",
  hevx: "image/heic",
  mif1: "image/heif",
  msf1: "image/heif",
};

/** The media type by the leading brand, or by a more exact one among the compatible brands. */
function readBrand(bytes: Uint8Array): string | null {
  const leading = brandAt(bytes, 8);
  if (leading !== "image/heif") return leading;
  const end = Math.min(read32(bytes, 0), bytes.length, 128);
  for (let at = 16; at + 4 <= end; at += 4) {
    const exact = brandAt(bytes, at);
    if (exact !== null && exact !== "image/heif") return exact;
  }
  return leading;
}

function brandAt(bytes: Uint8Array, at: number): string | null {
  const brand = latin(bytes, at, at + 4);
  return Object.hasOwn(brands, brand) ? (brands[brand] ?? null) : null;
}

function countSizes(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(0x69); at !== -1 && at < end; at = bytes.indexOf(0x69, at + 1)) {
    if (latin(bytes, at, at + 4) === "ispe") count += 1;
  }
  return count;
}

function startsWith(bytes: Uint8Array, opening: readonly number[]): boolean {
  return opening.every((byte, at) => bytes[at] === byte);
}

function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function read32(bytes: Uint8Array, at: number): number {
  return read16(bytes, at) * 0x10000 + read16(bytes, at + 2);
}
