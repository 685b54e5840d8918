/**
 * A seeded sequence of whole numbers, 32 bits each: the same seed gives the same numbers on every
 * machine. Source: "sfc32" of PractRand (C. Doty-Humphrey), with its 12 rounds of mixing after the
 * seed.
 */
export function seededNumbers(seed: string): () => number {
  let a = hash(seed, 0x811c9dc5);
  let b = hash(seed, a ^ 0x9e3779b9);
  let c = hash(seed, b ^ 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** FNV-1a over the UTF-16 units. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value;
}
