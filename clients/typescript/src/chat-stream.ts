import { bytesOf, chargeOf, type Output, type RunningCost, runningCost } from "./cost.ts";
import { errorOf, FareboxError, readRefused } from "./errors.ts";
import type { StreamEvent } from "./events.ts";
import { type Followed, followEvents } from "./follow.ts";
import type { PriceReader } from "./prices.ts";
import type { Bill, CallRecord, Charge, ChatChunk, Pricing, Usage } from "./types.ts";

/** A whole answer that was read from a stream. */
export interface WholeAnswer {
  readonly id: string;
  readonly text: string;
  readonly finish_reason: string | null;
  readonly usage: Usage | null;
  /** Dollars, exact; null where the stream told no usage. */
  readonly cost: string | null;
}

/** What a stream asks of the client that opened it. */
export interface StreamCall {
  readonly first: Response;
  /** The number of the last event that the caller has already. */
  readonly after: number;
  readonly again: ((id: string, after: number) => Promise<Response>) | null;
  readonly confirm: (id: string) => Promise<void>;
  readonly refusal: (response: Response) => Promise<Error>;
  readonly cancel: (id: string) => Promise<Bill>;
  readonly record: (id: string) => Promise<CallRecord>;
  readonly prices: PriceReader;
  /** Null where it isn't known before the first chunk. */
  readonly model: string | null;
  readonly silenceMs: number;
  /** False where the call shall go on to its end without its client. */
  readonly stopsWhenLeft: boolean;
  /** Ends every connection of the stream. */
  readonly controller: AbortController;
  /** The caller's own signal and the controller's, together. */
  readonly signal: AbortSignal;
}

/** A streamed call: its chunks, each once, over as many connections as that takes. Read it once. */
export class ChatStream implements AsyncIterable<ChatChunk> {
  /** The call's id. */
  readonly id: string;
  readonly #call: StreamCall;
  readonly #promptTokens: number;
  readonly #state: Followed;
  readonly #output: Output = { bytes: 0, counted: null };
  #model: string | null;
  #pricing: Pricing | null = null;
  #pricingAsked: Promise<void> | null = null;
  #bill: Charge | null = null;
  #stopping: Promise<Bill> | null = null;
  #reading = false;

  constructor(call: StreamCall) {
    const { headers } = call.first;
    this.#call = call;
    this.#model = call.model;
    this.id = headers.get("x-request-id") ?? "";
    this.#promptTokens = Number(headers.get("x-farebox-prompt-tokens") ?? 0);
    this.#state = { received: call.after, resumed: 0, ended: false, missing: null };
    call.signal.addEventListener("abort", () => this.#aborted(), { once: true });
  }

  /** The number of the last event that came: where `resume` goes on. */
  get received(): number {
    return this.#state.received;
  }

  /** How often the connection was lost and found again. */
  get resumed(): number {
    return this.#state.resumed;
  }

  /** What was charged, once the last chunk is there; else null. */
  get bill(): Charge | null {
    return this.#bill;
  }

  /** What it costs so far; the prices come with a moment's delay. */
  get cost(): RunningCost {
    if (this.#bill !== null) return charged(this.#bill);
    void this.#askPricing();
    const known = { promptTokens: this.#promptTokens, pricing: this.#pricing };
    return runningCost(this.#output, known);
  }

  /** What it costs so far by the gateway's own count. */
  async measure(): Promise<RunningCost> {
    const { bytes } = this.#output;
    const [{ id, usage, cost }] = await Promise.all([
      this.#call.record(this.id),
      this.#askPricing(),
    ]);
    if (cost !== null) return charged({ id, usage, cost });
    this.#output.counted = { usage, bytes };
    const known = { promptTokens: this.#promptTokens, pricing: this.#pricing };
    return runningCost({ bytes, counted: this.#output.counted }, known);
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
      throw new FareboxError(`the stream was read already; resume("${this.id}") tells it again`);
    }
    this.#reading = true;
    let broken = false;
    try {
      for await (const events of followEvents(this.#following())) yield* this.#takeAll(events);
    } catch (error) {
      broken = true;
      throw error;
    } finally {
      if (!this.#state.ended) await this.#leave(broken);
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
    const pieces: string[] = [];
    let finish: string | null = null;
    for await (const { choices } of this) {
      pieces.push(choices[0]?.delta.content ?? "");
      finish = choices[0]?.finish_reason ?? finish;
    }
    const { usage = null, cost = null } = this.#bill ?? {};
    return { id: this.id, text: pieces.join(""), finish_reason: finish, usage, cost };
  }

  #following() {
    const { again, confirm, ...call } = this.#call;
    return {
      ...call,
      state: this.#state,
      again: again && ((after: number) => again(this.id, after)),
      confirm: () => confirm(this.id),
    };
  }

  *#takeAll(events: readonly StreamEvent[]): Generator<ChatChunk, void, undefined> {
    for (const { data } of events) if (data !== "[DONE]") yield this.#take(data);
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
    this.#model ??= chunk.model;
    this.#output.bytes += bytesOf(chunk);
    this.#bill = chargeOf(chunk) ?? this.#bill;
    return chunk;
  }

  async #stop(): Promise<Bill> {
    const bill = await this.#call.cancel(this.id);
    this.#bill ??= bill;
    // Nobody reads: the answer's last bytes would hold their connection.
    if (!this.#reading) this.#call.controller.abort();
    return bill;
  }

  /** The reader has left before the end, or the stream is lost: its own error is told then. */
  async #leave(broken: boolean): Promise<void> {
    try {
      if (this.#call.stopsWhenLeft && !broken) await this.stop();
    } finally {
      this.#call.controller.abort();
    }
  }

  #aborted(): void {
    if (this.#state.ended || !this.#call.stopsWhenLeft) return;
    // Nobody waits for this stop; where it fails, the gateway ends the call by itself soon after.
    this.stop().catch(() => {});
  }

  async #askPricing(): Promise<void> {
    if (this.#model === null) return;
    this.#pricingAsked ??= this.#call.prices(this.#model).then((pricing) => {
      this.#pricing = pricing;
    });
    await this.#pricingAsked;
  }
}

function charged({ usage, cost }: Charge): RunningCost {
  return { amount: cost, tokens: usage.completion_tokens, source: "charged" };
}
