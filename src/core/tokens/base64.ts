export const notBase64 = 0xff;

/** The value of each character of the standard alphabet by its code, or `notBase64`. */
export const sextets = readAlphabet();

const padding = 0x3d;

/** What base64 in ASCII promises of itself before it is decoded. */
export interface Base64Shape {
  /** Bytes that it stands for. */
  readonly byteCount: number;
  /** Characters without the padding. */
  readonly characterCount: number;
}

/**
 * Checks length and padding of base64 in ASCII: whole groups of four, and at most two `=` at the
 * end. Answers null where it can't be base64.
 */
export function readShape(base64: Uint8Array): Base64Shape | null {
  if (base64.length === 0 || base64.length % 4 !== 0) return null;
  let characterCount = base64.length;
  if (base64[characterCount - 1] === padding) characterCount -= 1;
  if (base64[characterCount - 1] === padding) characterCount -= 1;
  return { characterCount, byteCount: Math.floor((characterCount * 3) / 4) };
}

/**
 * Decodes the characters up to `end` (whole groups of four, or up to the padding). Answers the
 * index of the first character that is not of the standard alphabet, where there is one: white
 * space and the alphabet for addresses are refused, because decoders disagree about them.
 */
export function decodeBase64(base64: Uint8Array, end: number): Uint8Array | number {
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let length = 0;
  let bits = 0;
  for (let at = 0; at < end; at += 1) {
    const sextet = sextets[base64[at] ?? 0] ?? notBase64;
    if (sextet === notBase64) return at;
    bits = ((bits << 6) | sextet) & 0xffffff;
    const filled = at & 3;
    // Each character after a group's first completes one byte.
    if (filled > 0) {
      bytes[length] = (bits >>> (6 - 2 * filled)) & 0xff;
      length += 1;
    }
  }
  return bytes;
}

/** The first character from `from` on that is not of the standard alphabet, or null. */
export function findStranger(base64: Uint8Array, from: number, end: number): number | null {
  for (let at = from; at < end; at += 1) {
    if (sextets[base64[at] ?? 0] === notBase64) return at;
  }
  return null;
}

function readAlphabet(): Uint8Array {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const table = new Uint8Array(256).fill(notBase64);
  for (let value = 0; value < alphabet.length; value += 1)
    table[alphabet.charCodeAt(value)] = value;
  return table;
}
