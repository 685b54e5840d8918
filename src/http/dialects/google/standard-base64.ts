const plus = 0x2b;
const slash = 0x2f;
const dash = 0x2d;
const underscore = 0x5f;

/**
 * Base64 in the standard alphabet, which every provider takes. Google's JSON allows the alphabet
 * for addresses too, and its Python package writes that one (seen in google-genai, 2026-11-22).
 * The same bytes where there is nothing to change; else a copy, because the body's hash is still
 * to be taken.
 */
export function standardBase64(base64: Uint8Array): Uint8Array {
  const first = firstOf(base64, dash, underscore);
  if (first === -1) return base64;
  const standard = Buffer.from(base64);
  for (let at = first; at < standard.length; at += 1) {
    const code = standard[at];
    if (code === dash) standard[at] = plus;
    else if (code === underscore) standard[at] = slash;
  }
  return standard;
}

function firstOf(bytes: Uint8Array, one: number, other: number): number {
  const found = bytes.indexOf(one);
  // Looked for only before the other: a large picture is scanned no more than twice.
  const sooner = (found === -1 ? bytes : bytes.subarray(0, found)).indexOf(other);
  return sooner === -1 ? found : sooner;
}
