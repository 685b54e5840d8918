import type { ChatEvent } from "../core/chat/event.ts";
import type { Hold } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptOutputs } from "../ports/outputs.ts";
import type { Opening, Output, Placement } from "./output.ts";
import { ChunkRenderer } from "./render-chunks.ts";
import type { Settled } from "./settle.ts";
import type { Stopper } from "./stopper.ts";

/** Somebody who is told an answer: as it comes, or whole at its end. */
export interface AnswerReader {
  /** Whether it is told on the way. */
  readonly live: boolean;
  placed(placement: Placement): void;
  begin(opening: Opening): void;
  /** Chunks in order; `from` is the number of the first, counted from 1. */
  take(chunks: readonly Uint8Array[], from: number): Promise<void> | undefined;
  end(ending: Ending): void;
}

/** An answer's end, charged and on disk. */
export interface Ending {
  readonly hold: Hold;
  /** Why the answer is not whole; null where it is. */
  readonly refusal: Refusal | null;
  /** All chunks of the answer; one that tells an error is the last. */
  readonly chunks: readonly Uint8Array[];
}

export interface AnswerOrder {
  /** False where the caller wants no output kept. */
  readonly kept: boolean;
  readonly stopper: Stopper;
  readonly clock: Clock;
  readonly outputs: KeptOutputs;
}

interface Place {
  /** How many chunks the reader has been told. */
  told: number;
  /** Told on the way; until then it waits for an event whose cover counts it in. */
  active: boolean;
}

/**
 * One call's answer: numbered chunks that any number of readers follow, from wherever they are.
 * Decides what happens when the last reader leaves, and keeps the answer for those who come back.
 */
export class Answer implements Output {
  readonly #order: AnswerOrder;
  readonly #chunks: Buffer[] = [];
  readonly #readers = new Map<AnswerReader, Place>();
  #bytes = 0;
  /** How many chunks somebody was told already: what is told again needs no cover. */
  #relayed = 0;
  #placement: Placement | null = null;
  #renderer: ChunkRenderer | null = null;
  #opening: Opening | null = null;
  #ending: Ending | null = null;
  #cancelLinger: (() => void) | null = null;

  constructor(order: AnswerOrder) {
    this.#order = order;
  }

  get live(): boolean {
    let live = false;
    for (const [reader, place] of this.#readers) {
      if (!reader.live) continue;
      place.active = true;
      live = true;
    }
    return live;
  }

  placed(placement: Placement): void {
    this.#placement = placement;
    const created = Math.floor(this.#order.clock.now() / 1000);
    this.#renderer = new ChunkRenderer({ ...placement, created });
    for (const reader of this.#readers.keys()) reader.placed(placement);
  }

  begin(opening: Opening): void {
    this.#opening = opening;
    for (const reader of this.#readers.keys()) reader.begin(opening);
  }

  write(events: readonly ChatEvent[]): Promise<void> | undefined {
    if (this.#renderer === null) return undefined;
    for (const event of events) this.#push(this.#renderer.event(event));
    let slow: Promise<void>[] | null = null;
    for (const [reader, place] of this.#readers) {
      const waiting = place.active ? this.#tell(reader, place) : undefined;
      if (waiting !== undefined) slow = [...(slow ?? []), waiting];
    }
    return slow === null ? undefined : Promise.all(slow).then(() => undefined);
  }

  end(settled: Settled, closing: readonly ChatEvent[]): void {
    for (const chunk of this.#renderer?.closing(settled, closing) ?? []) this.#push(chunk);
    const { hold, refusal } = settled;
    this.#ending = { hold, refusal, chunks: this.#chunks };
    this.#cancelLinger?.();
    const fits = this.#bytes <= limits.keptAnswerBytesMax;
    if (this.#order.kept && fits && this.#opening !== null) {
      this.#order.outputs.keep(hold.order.id, this.#chunks);
    }
    for (const [reader, place] of this.#readers) {
      void this.#tell(reader, place);
      reader.end(this.#ending);
    }
    this.#readers.clear();
  }

  /** Lets a reader follow, from after the chunk of that number on. */
  attach(reader: AnswerReader, after: number): void {
    const place = { told: after, active: false };
    this.#cancelLinger?.();
    this.#cancelLinger = null;
    if (this.#placement !== null) reader.placed(this.#placement);
    if (this.#opening !== null) reader.begin(this.#opening);
    if (this.#ending === null) {
      this.#readers.set(reader, place);
      if (reader.live) void this.#tell(reader, place, this.#relayed);
      return;
    }
    void this.#tell(reader, place);
    reader.end(this.#ending);
  }

  /** A reader's connection is gone; after the last one the disconnect policy decides. */
  detach(reader: AnswerReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0 || this.#ending !== null) return;
    const { stopper, clock } = this.#order;
    const policy = this.#placement?.onDisconnect ?? "stop";
    if (policy === "finish") return;
    const leave = (): void => stopper.stop("client_gone");
    if (policy === "stop") leave();
    else this.#cancelLinger = clock.after(limits.lingerMs, leave);
  }

  #push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  #tell(reader: AnswerReader, place: Place, upTo = this.#chunks.length): Promise<void> | undefined {
    const from = place.told;
    if (from >= upTo) return undefined;
    place.told = upTo;
    if (reader.live) this.#relayed = Math.max(this.#relayed, upTo);
    return reader.take(this.#chunks.slice(from, upTo), from + 1);
  }
}
