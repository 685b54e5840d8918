/** Stops the program where a promise of our own was broken: only a bug can get here. */
export function assert(fact: boolean, promise: string): asserts fact {
  if (!fact) throw new BrokenPromise(promise);
}

class BrokenPromise extends Error {
  constructor(promise: string) {
    super(`broken promise: ${promise}`);
    this.name = "BrokenPromise";
  }
}
