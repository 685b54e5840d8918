import { type HeadFinding, latin, moreNeeded, readLittle, wrongHead } from "./head-finding.ts";

const mediaType = "image/webp";
/** Bytes up to the end of the first chunk's sizes. */
const openingEnd = 30;
/** Chunks before the picture itself: a colour profile, transparency, an animation's terms. */
const chunksMax = 8;

/**
 * Finds the header of a WebP. An extended one says its size twice, in its canvas and in the
 * picture itself, and decoders disagree about which to believe: so the header ends with the
 * picture's own size, and the two are compared. An animation's frames lie within its canvas.
 */
export function findWebp(bytes: Uint8Array): HeadFinding {
  if (bytes.length < openingEnd) return moreNeeded;
  const opening = { mediaType, end: openingEnd, frame: null };
  if (latin(bytes, 12, 16) !== "VP8X") return { kind: "found", head: opening };

  let at = 12;
  for (let chunk = 0; chunk < chunksMax; chunk += 1) {
    if (at + 18 > bytes.length) return moreNeeded;
    const name = latin(bytes, at, at + 4);
    if (name === "ANIM" || name === "ANMF") return { kind: "found", head: opening };
    if (name === "VP8 " || name === "VP8L") {
      const frame = name === "VP8 " ? readLossy(bytes, at + 8) : readLossless(bytes, at + 8);
      if (frame === null) return wrongHead("its picture has no opening");
      return { kind: "found", head: { ...opening, end: at + 18, frame } };
    }
    // Chunks are filled up to an even length.
    const length = readLittle(bytes, at + 4, 4);
    at += 8 + length + (length % 2);
  }
  return wrongHead("it has too many chunks");
}

interface Frame {
  readonly width: number;
  readonly height: number;
}

/** A key frame: three bytes of terms, a start code, and fourteen bits for each side. */
function readLossy(bytes: Uint8Array, at: number): Frame | null {
  if (readLittle(bytes, at + 3, 3) !== 0x2a019d) return null;
  return {
    width: readLittle(bytes, at + 6, 2) & 0x3fff,
    height: readLittle(bytes, at + 8, 2) & 0x3fff,
  };
}

/** A signature byte, and fourteen bits for each side less one. */
function readLossless(bytes: Uint8Array, at: number): Frame | null {
  if (bytes[at] !== 0x2f) return null;
  const bits = readLittle(bytes, at + 1, 4);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
