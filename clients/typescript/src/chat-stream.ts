import type { Connection } from "./connection.ts";
import { bytesOf, chargeOf, type Output, type RunningCost, runningCost } from "./cost.ts";
import { errorOf, FareboxError, readRefused } from "./errors.ts";
import type { StreamEvent } from "./events.ts";
import type { LiveStream } from "./open-call.ts";
import type { Bill, Charge, ChatChunk, Pricing, Usage } from "./types.ts";

/** A whole answer that was read from a stream. */
export interface WholeAnswer {
  readonly id: string;
  readonly text: string;
  readonly finish_reason: string | null;
  readonly usage: Usage | null;
  /** Dollars, exact; null where the stream told no usage. */
  readonly cost: string | null;
}

/** A streamed call: its chunks, each once, over as many connections as that takes. Read it once. */
export class ChatStream implements AsyncIterable<ChatChunk> {
  readonly #connection: Connection;
  readonly #live: LiveStream;
  readonly #output: Output;
  #model = "";
  #pricing: Pricing | null = null;
  #bill: Charge | null = null;
  #stopping: Promise<Bill> | null = null;
  #reading = false;
  #received: number;

  constructor(connection: Connection, live: LiveStream) {
    this.#connection = connection;
    this.#live = live;
    this.#received = live.state.received;
    const promptTokens = Number(live.first.headers.get("x-farebox-prompt-tokens"));
    this.#output = { promptTokens, bytes: 0, counted: null };
  }

  /** The call's id. */
  get id(): string {
    return this.#live.state.id;
  }

  /** The number of the last event that was handed over: where `resume` goes on. */
  get received(): number {
    return this.#received;
  }

  /** How often the connection was lost and found again. */
  get resumed(): number {
    return this.#live.state.resumed;
  }

  /** What was charged, once the last chunk is there; else null. */
  get bill(): Charge | null {
    return this.#bill;
  }

  /** What it costs so far; the prices come with a moment's delay. */
  get cost(): RunningCost {
    if (this.#bill === null) void this.#askPricing();
    return runningCost(this.#output, this.#pricing, this.#bill);
  }

  /** What it costs so far by the gateway's own count. */
  async measure(): Promise<RunningCost> {
    const { bytes } = this.#output;
    const record = this.#connection.record(this.id);
    const [{ usage, cost }] = await Promise.all([record, this.#askPricing()]);
    this.#output.counted = { usage, bytes };
    const bill = cost === null ? null : { id: this.id, usage, cost };
    return runningCost({ ...this.#output, bytes }, this.#pricing, bill);
  }

  /**
   * Stops the call and answers its final bill; that of a call which has ended already is what it
   * was. Whoever reads the stream still gets what was produced, and its end.
   */
  stop(): Promise<Bill> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChatChunk, void, undefined> {
    if (this.#reading) {
      throw new FareboxError("a stream is read once; `resume` tells it again");
    }
    this.#reading = true;
    const { events, state, goesOn, leave } = this.#live;
    let broken = false;
    try {
      for await (const some of events) yield* this.#takeAll(some);
    } catch (error) {
      broken = true;
      throw error;
    } finally {
      // Left early, the call is stopped, and who leaves hears if it can't be.
      const left = !state.ended && !broken && !goesOn;
      try {
        if (left) await this.stop();
      } finally {
        leave();
      }
    }
  }

  /** The pieces of text alone. */
  async *text(): AsyncGenerator<string, void, undefined> {
    for await (const { choices } of this) {
      const content = choices[0]?.delta.content;
      if (content) yield content;
    }
  }

  /** Reads to the end. */
  async whole(): Promise<WholeAnswer> {
    let text = "";
    let finish: string | null = null;
    for await (const { choices } of this) {
      text += choices[0]?.delta.content ?? "";
      finish = choices[0]?.finish_reason ?? finish;
    }
    const { usage = null, cost = null } = this.#bill ?? {};
    return { id: this.id, text, finish_reason: finish, usage, cost };
  }

  *#takeAll(events: readonly StreamEvent[]): Generator<ChatChunk, void, undefined> {
    for (const { id, data } of events) {
      this.#received = id ?? this.#received;
      if (data !== "[DONE]") yield this.#take(data);
    }
  }

  #take(data: string): ChatChunk {
    const chunk: ChatChunk = JSON.parse(data);
    const given = { status: 500, requestId: this.id, retryAfterMs: null };
    const refused = readRefused(chunk.error, given);
    if (refused !== null) {
      const error = errorOf(refused);
      this.#bill = error.bill;
      throw error;
    }
    this.#model = chunk.model;
    this.#output.bytes += bytesOf(chunk);
    this.#bill = chargeOf(chunk) ?? this.#bill;
    return chunk;
  }

  async #stop(): Promise<Bill> {
    const bill = await this.#connection.cancel(this.id);
    this.#bill ??= bill;
    // Where nobody reads, the answer's last bytes would hold their connection.
    if (!this.#reading) this.#live.leave();
    return bill;
  }

  async #askPricing(): Promise<void> {
    if (this.#model) this.#pricing = await this.#connection.pricingOf(this.#model);
  }
}
