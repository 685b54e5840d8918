/** A seeded sequence: the same seed and name give the same numbers on every machine. */
export interface Chance {
  /** From 0 up to but not including 1. */
  fraction(): number;
  /** A whole number from 0 up to but not including `bound`. */
  below(bound: number): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  happens(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** A sequence of its own, so that one part's drawing moves no other's. */
  fork(name: string): Chance;
}

export function seededChance(seed: string): Chance {
  const next = smallFastCounter(seed);
  const fraction = (): number => next() / 0x1_0000_0000;
  const below = (bound: number): number => Math.floor(fraction() * bound);
  return {
    fraction,
    below,
    between: (least, most) => least + below(most - least + 1),
    happens: (probability) => fraction() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
    fork: (name) => seededChance(`${seed}/${name}`),
  };
}

/**
 * 32 bits at a time. Source: "sfc32" of PractRand (C. Doty-Humphrey), with its 12 rounds of
 * mixing after the seed.
 */
function smallFastCounter(seed: string): () => number {
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
