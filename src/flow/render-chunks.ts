import type { ChatEvent } from "../core/chat/event.ts";
import { type ChunkReplacements, encodeReplacements, spliceChunk } from "../core/chat/splice.ts";
import { writeBill, writeHoldUsage } from "../core/chat/write-hold.ts";
import type { Hold } from "../core/ledger/types.ts";
import { type Refusal, refusals } from "../core/refusal.ts";
import type { Settled } from "./settle.ts";

/** Renders one call's events as the chunks that are kept and sent, each one JSON text. */
export class ChunkRenderer {
  readonly #id: string;
  readonly #model: string;
  readonly #created: number;
  readonly #replacements: ChunkReplacements;

  /** `created` in seconds since 1970. */
  constructor(call: { readonly id: string; readonly model: string; readonly created: number }) {
    this.#id = call.id;
    this.#model = call.model;
    this.#created = call.created;
    this.#replacements = encodeReplacements(call.id, call.model);
  }

  /** An upstream's own bytes with our id and model spliced in; content bytes stay as they came. */
  event(event: ChatEvent): Buffer {
    if (event.raw !== null) return Buffer.concat(spliceChunk(event.raw, this.#replacements));
    const choice = { index: 0, delta: event.delta ?? {}, finish_reason: event.finish };
    return this.#chunk(event.logprobs === null ? choice : { ...choice, logprobs: event.logprobs });
  }

  /** What comes after the settlement: the closing events, our own finish, or the error. */
  closing(settled: Settled, closing: readonly ChatEvent[]): readonly Buffer[] {
    if (settled.refusal !== null) return [this.#error(settled.hold, settled.refusal)];
    if (settled.finish !== null) {
      return [this.#chunk({ index: 0, delta: {}, finish_reason: settled.finish })];
    }
    return closing
      .filter((event) => event.delta !== null || event.finish !== null)
      .map((event) => this.event(event));
  }

  #chunk(choice: object, more: object = {}): Buffer {
    const chunk = {
      id: this.#id,
      object: "chat.completion.chunk",
      created: this.#created,
      model: this.#model,
      choices: [choice],
      ...more,
    };
    return Buffer.from(JSON.stringify(chunk));
  }

  /** Told in mid-stream, where the status is long sent: what happened and what it cost. */
  #error(hold: Hold, refusal: Refusal): Buffer {
    const error = {
      message: refusal.message,
      type: refusals[refusal.refused].type,
      param: refusal.param,
      code: refusal.refused,
      status: refusals[refusal.refused].status,
      metadata: { ...refusal.metadata, ...writeBill(hold) },
    };
    return this.#chunk({ index: 0, delta: {}, finish_reason: "error" }, { error });
  }
}

/** The chunk that tells the usage, for those who asked for it; never kept, always derived. */
export function renderUsage(hold: Hold): Buffer {
  const chunk = {
    id: hold.order.id,
    object: "chat.completion.chunk",
    created: Math.floor(hold.order.at / 1000),
    model: hold.order.model,
    choices: [],
    usage: writeHoldUsage(hold, null),
  };
  return Buffer.from(JSON.stringify(chunk));
}
