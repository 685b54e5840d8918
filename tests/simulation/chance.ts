import { seededNumbers } from "../../src/core/seeded-numbers.ts";

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
  const next = seededNumbers(seed);
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
