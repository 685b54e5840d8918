/** Chance, as the road sees it: the system's, or a seeded sequence. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** From 0 up to but not including 1. */
  fraction(): number;
}
