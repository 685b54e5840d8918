import { type HeadFinding, moreNeeded, readLittle, wrongHead } from "./head-finding.ts";

const mediaType = "image/gif";
/** Bytes of the logical screen, before the colours. */
const screenEnd = 13;
/** Blocks before the first frame: comments and an animation's terms. */
const blocksMax = 64;
/** Parts of one block, of up to 255 bytes each. */
const partsMax = 1_024;

/**
 * Finds the header of a GIF: its screen, and the first frame's place on it. A frame that reaches
 * beyond its screen is refused: decoders disagree about how large such a picture is.
 */
export function findGif(bytes: Uint8Array): HeadFinding {
  if (bytes.length < screenEnd) return moreNeeded;
  const head = { mediaType, end: screenEnd, frame: null };
  const width = readLittle(bytes, 6, 2);
  const height = readLittle(bytes, 8, 2);
  const terms = bytes[10] ?? 0;
  let at = screenEnd + (terms & 0x80 ? 3 * 2 ** ((terms & 7) + 1) : 0);
  for (let block = 0; block < blocksMax; block += 1) {
    if (at + 10 > bytes.length) return moreNeeded;
    if (bytes[at] === 0x2c) {
      const right = readLittle(bytes, at + 1, 2) + readLittle(bytes, at + 5, 2);
      const bottom = readLittle(bytes, at + 3, 2) + readLittle(bytes, at + 7, 2);
      if (right > width || bottom > height) return wrongHead("its header contradicts itself");
      return { kind: "found", head: { ...head, end: at + 10 } };
    }
    if (bytes[at] !== 0x21) return wrongHead("its blocks are out of order");
    const next = skipParts(bytes, at + 2);
    if (next === null) return moreNeeded;
    at = next;
  }
  return wrongHead("it has too many blocks");
}

/** Past the parts of a block, the last of which is empty; null where they go on. */
function skipParts(bytes: Uint8Array, from: number): number | null {
  let at = from;
  for (let part = 0; part < partsMax && at < bytes.length; part += 1) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return null;
}
