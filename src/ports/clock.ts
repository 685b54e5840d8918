/** Time, as the road sees it: the machine's own, or one that a test turns by hand. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds that only ever grow, for durations; fractions allowed. */
  monotonicMs(): number;
  /** Calls back once after `ms`, unless the returned function is called first. */
  after(ms: number, callback: () => void): () => void;
}
