import { createHash, type Hash } from "node:crypto";

/** How many of the last steps are told when a simulation fails. */
const stepsTold = 50;

/** Everything that happened, in its order: its hash proves that a seed is played the same again. */
export class Trace {
  readonly #hash: Hash = createHash("sha256");
  readonly #last: string[] = [];
  #steps = 0;

  get steps(): number {
    return this.#steps;
  }

  note(atMs: number, what: string): void {
    const line = `${this.#steps} ${atMs.toFixed(0)}ms ${what}`;
    this.#steps += 1;
    this.#hash.update(`${line}\n`);
    this.#last.push(line);
    if (this.#last.length > stepsTold) this.#last.shift();
  }

  /** The last steps, oldest first. */
  last(): readonly string[] {
    return [...this.#last];
  }

  /** Sixteen hexadecimal digits over all steps. Closes the trace. */
  close(): string {
    return this.#hash.digest("hex").slice(0, 16);
  }
}
