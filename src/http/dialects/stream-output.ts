import type { ChatEvent } from "../../core/chat/event.ts";
import { type ChunkReplacements, encodeReplacements, spliceChunk } from "../../core/chat/splice.ts";
import { formatDollars, zero } from "../../core/money/picodollars.ts";
import { type Refusal, refusals } from "../../core/refusal.ts";
import type { Opening, Output } from "../../flow/output.ts";
import type { Settled } from "../../flow/settle.ts";
import { refusalHeaders, writeError } from "../refusals.ts";
import { answerHeaders } from "./answer-headers.ts";
import { type Client, writeTo } from "./client.ts";
import { usageOf } from "./write-record.ts";

const dataField = Buffer.from("data: ");
const eventEnd = Buffer.from("\n\n");
const done = Buffer.from("data: [DONE]\n\n");

interface StreamOrder {
  readonly client: Client;
  readonly includeUsage: boolean;
}

/** Sends an answer as server-sent events in OpenAI's dialect, as it comes. */
export class StreamOutput implements Output {
  readonly live = true;
  readonly #order: StreamOrder;
  #opening: Opening | null = null;
  #replacements: ChunkReplacements | null = null;

  constructor(order: StreamOrder) {
    this.#order = order;
  }

  begin(opening: Opening): void {
    this.#opening = opening;
    this.#sendHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      ...answerHeaders(opening),
    });
  }

  write(events: readonly ChatEvent[]): Promise<void> | undefined {
    if (events.length === 0) return undefined;
    const pieces: Uint8Array[] = [];
    for (const event of events) this.#encode(event, pieces);
    return this.#send(pieces);
  }

  /** The last chunks, and `[DONE]` only where the answer is whole. */
  end(settled: Settled, closing: readonly ChatEvent[]): undefined {
    const { response } = this.#order.client;
    if (response.destroyed) return;
    if (this.#opening === null && settled.refusal !== null) {
      this.#refuse(settled, settled.refusal);
      return;
    }
    if (this.#opening === null) this.#beginUnopened(settled);
    const pieces: Uint8Array[] = [];
    const { refusal } = settled;
    if (refusal === null) this.#encodeClosing(settled, closing, pieces);
    else this.#encodeJson(this.#errorChunk(settled, refusal), pieces);
    if (this.#order.includeUsage && refusal === null) this.#encodeUsage(settled, pieces);
    if (refusal === null) pieces.push(done);
    response.end(Buffer.concat(pieces));
  }

  #encodeClosing(settled: Settled, closing: readonly ChatEvent[], pieces: Uint8Array[]): void {
    const { finish } = settled;
    if (finish !== null) {
      this.#encodeJson(this.#chunk(settled, { delta: {}, finish_reason: finish }), pieces);
      return;
    }
    for (const event of closing) {
      if (event.delta !== null || event.finish !== null) this.#encode(event, pieces);
    }
  }

  #encodeUsage(settled: Settled, pieces: Uint8Array[]): void {
    const chunk = { ...this.#chunk(settled, null), usage: usageOf(settled.hold, null) };
    this.#encodeJson(chunk, pieces);
  }

  #encode(event: ChatEvent, pieces: Uint8Array[]): void {
    this.#replacements ??= encodeReplacements(this.#opening?.id ?? "", this.#opening?.model ?? "");
    if (event.raw === null) {
      this.#encodeJson(this.#translated(event), pieces);
      return;
    }
    pieces.push(dataField, ...spliceChunk(event.raw, this.#replacements), eventEnd);
  }

  /** An event of an upstream that speaks another dialect, as a chunk. */
  #translated(event: ChatEvent): Record<string, unknown> {
    const choice = { index: 0, delta: event.delta ?? {}, finish_reason: event.finish };
    return {
      id: this.#opening?.id,
      object: "chat.completion.chunk",
      created: Math.floor(this.#order.client.clock.now() / 1000),
      model: this.#opening?.model,
      choices: [event.logprobs === null ? choice : { ...choice, logprobs: event.logprobs }],
    };
  }

  #encodeJson(chunk: Record<string, unknown>, pieces: Uint8Array[]): void {
    pieces.push(Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`));
  }

  #chunk(settled: Settled, choice: object | null): Record<string, unknown> {
    const { order } = settled.hold;
    return {
      id: order.id,
      object: "chat.completion.chunk",
      created: Math.floor(order.at / 1000),
      model: order.model,
      choices: choice === null ? [] : [{ index: 0, ...choice }],
    };
  }

  /** Told in mid-stream, where the status is long sent: what happened and what it cost. */
  #errorChunk(settled: Settled, refusal: Refusal): Record<string, unknown> {
    return {
      ...this.#chunk(settled, { delta: {}, finish_reason: "error" }),
      error: {
        message: refusal.message,
        type: refusals[refusal.refused].type,
        param: refusal.param,
        code: refusal.refused,
        status: refusals[refusal.refused].status,
        metadata: { ...refusal.metadata, ...billOf(settled) },
      },
    };
  }

  /** A call that was stopped before its first event still ends as a stream. */
  #beginUnopened(settled: Settled): void {
    this.#sendHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-request-id": settled.hold.order.id,
    });
  }

  #refuse(settled: Settled, refusal: Refusal): void {
    sendSettledRefusal(this.#order.client, settled, refusal);
  }

  #sendHead(status: number, headers: Record<string, string>): void {
    const { response } = this.#order.client;
    if (!response.headersSent && !response.destroyed) response.writeHead(status, headers);
  }

  #send(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    return writeTo(this.#order.client, Buffer.concat(pieces));
  }
}

/** What every error after a hold carries: which call, what it used, what it cost. */
export function billOf(settled: Settled): Record<string, unknown> {
  return {
    id: settled.hold.order.id,
    usage: usageOf(settled.hold, null),
    cost: formatDollars(settled.hold.charge ?? zero),
  };
}

/** Answers a refusal that came after the hold, as an HTTP error with the call's id and bill. */
export function sendSettledRefusal(
  client: Client,
  settled: Settled,
  refusal: Refusal & { readonly partial?: unknown },
): void {
  const { response } = client;
  if (response.destroyed) return;
  const attempts = settled.hold.outcome?.attempts.length ?? 0;
  const charged = (settled.hold.charge ?? zero) > 0n;
  const partial = refusal.partial === undefined ? {} : { partial: refusal.partial };
  const metadata = { ...refusal.metadata, ...billOf(settled), ...partial };
  const body = Buffer.from(JSON.stringify(writeError({ ...refusal, metadata })));
  response.writeHead(refusals[refusal.refused].status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(body.length),
    "x-request-id": settled.hold.order.id,
    "x-farebox-attempts": String(attempts),
    ...refusalHeaders(refusal, { charged }),
  });
  response.end(body);
}
