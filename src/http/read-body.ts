import type { IncomingMessage } from "node:http";
import { type Refusal, refuse } from "../core/refusal.ts";

/** Counts the bytes of all bodies in flight, so that many large ones can't use up the memory. */
export class BodyBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

export interface BodyRead {
  readonly body: Buffer;
  /** Takes budget for bytes that come to the body from elsewhere; false where there is none. */
  readonly takeRoom: (bytes: number) => boolean;
  /** Gives the budget back; call it when the body is no longer needed. */
  readonly release: () => void;
}

/** How large one body may be, and all of them in flight. */
export interface BodyBounds {
  readonly bytesMax: number;
  readonly budget: BodyBudget;
}

/** Reads a request's body whole, within its own bound and that of all bodies together. */
export function readBody(
  request: IncomingMessage,
  bounds: BodyBounds,
): Promise<BodyRead | Refusal> {
  const declared = request.headers["content-length"];
  const expected = declared === undefined ? null : Number(declared);
  if (expected !== null && expected > bounds.bytesMax) {
    return Promise.resolve(refuseSize(bounds));
  }
  return new Promise((resolve) => {
    const reading = new BodyReading(bounds, expected);
    const finish = (result: BodyRead | Refusal): void => {
      request.removeAllListeners("data");
      request.removeAllListeners("end");
      resolve(result);
    };
    request.on("data", (chunk: Buffer) => {
      const refusal = reading.add(chunk);
      if (refusal === null) return;
      reading.release();
      finish(refusal);
    });
    request.on("end", () => {
      const takeRoom = (bytes: number) => reading.take(bytes);
      finish({ body: reading.whole(), takeRoom, release: () => reading.release() });
    });
    const broken = (): void => {
      if (request.complete) return;
      reading.release();
      finish(refuse("invalid_request", "The body ended before its announced length."));
    };
    request.on("error", broken);
    request.on("close", broken);
  });
}

/** One body as it comes in; with an announced length it is copied once, into its place. */
class BodyReading {
  readonly #bounds: BodyBounds;
  readonly #place: Buffer | null;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #taken = 0;

  constructor(bounds: BodyBounds, expected: number | null) {
    this.#bounds = bounds;
    const reserved = expected !== null && bounds.budget.take(expected);
    this.#taken = reserved ? expected : 0;
    this.#place = reserved ? Buffer.allocUnsafe(expected) : null;
  }

  add(chunk: Buffer): Refusal | null {
    const length = this.#length + chunk.length;
    if (length > this.#bounds.bytesMax) return refuseSize(this.#bounds);
    if (length > this.#taken && !this.take(length - this.#taken)) return refuseBudget();
    if (this.#place === null) this.#chunks.push(chunk);
    else chunk.copy(this.#place, this.#length);
    this.#length = length;
    return null;
  }

  whole(): Buffer {
    return this.#place === null
      ? Buffer.concat(this.#chunks)
      : this.#place.subarray(0, this.#length);
  }

  take(bytes: number): boolean {
    if (!this.#bounds.budget.take(bytes)) return false;
    this.#taken += bytes;
    return true;
  }

  release(): void {
    this.#bounds.budget.give(this.#taken);
    this.#taken = 0;
  }
}

function refuseSize(bounds: BodyBounds): Refusal {
  return refuse("body_too_large", `The body is larger than ${bounds.bytesMax} bytes.`, {
    metadata: { body_bytes_max: bounds.bytesMax },
  });
}

function refuseBudget(): Refusal {
  return refuse("overloaded", "Too many large bodies are in flight; try again shortly.", {
    retryAfterSeconds: 1,
  });
}
