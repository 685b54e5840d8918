import type { ChatEvent, Delta, ToolCallDelta } from "../../core/chat/event.ts";
import type { Opening, Output } from "../../flow/output.ts";
import type { Settled } from "../../flow/settle.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Client } from "./client.ts";
import { sendSettledRefusal } from "./stream-output.ts";
import { usageOf } from "./write-record.ts";

/** Collects a streamed answer into one body: a buffered call is the streamed one, gathered. */
export class CollectOutput implements Output {
  readonly live = false;
  readonly #client: Client;
  readonly #message = new MessageCollector();
  #opening: Opening | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  begin(opening: Opening): void {
    this.#opening = opening;
  }

  write(events: readonly ChatEvent[]): undefined {
    for (const event of events) this.#message.take(event);
  }

  end(settled: Settled, closing: readonly ChatEvent[]): undefined {
    const { response } = this.#client;
    if (response.destroyed) return;
    this.write(closing);
    const completion = this.#completion(settled);
    if (settled.refusal !== null) {
      const begun = this.#opening !== null;
      const refusal = begun ? { ...settled.refusal, partial: completion } : settled.refusal;
      sendSettledRefusal(this.#client, settled, refusal);
      return;
    }
    const body = Buffer.from(JSON.stringify(completion));
    response.writeHead(200, {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(body.length),
      "x-request-id": settled.hold.order.id,
      ...(this.#opening === null ? {} : answerHeaders(this.#opening)),
    });
    response.end(body);
  }

  #completion(settled: Settled): Record<string, unknown> {
    const { order } = settled.hold;
    return {
      id: order.id,
      object: "chat.completion",
      created: Math.floor(order.at / 1000),
      model: order.model,
      choices: [
        {
          index: 0,
          message: this.#message.message(),
          logprobs: this.#message.logprobs(),
          finish_reason: settled.finish ?? this.#message.finish ?? "stop",
        },
      ],
      usage: usageOf(settled.hold, null),
    };
  }
}

interface ToolCall {
  id: string;
  type: string;
  name: string;
  arguments: string;
}

/** Puts the deltas of one answer together again. */
class MessageCollector {
  finish: string | null = null;
  #role = "assistant";
  readonly #texts = new Map<string, string>();
  readonly #toolCalls = new Map<number, ToolCall>();
  readonly #others = new Map<string, unknown>();
  readonly #logprobs = new Map<string, unknown[]>();

  take(event: ChatEvent): void {
    if (event.finish !== null) this.finish = event.finish;
    if (event.delta !== null) this.#takeDelta(event.delta);
    this.#takeLogprobs(event.logprobs);
  }

  message(): Record<string, unknown> {
    const calls = [...this.#toolCalls.entries()]
      .sort(([one], [other]) => one - other)
      .map(([, call]) => ({
        id: call.id,
        type: call.type,
        function: { name: call.name, arguments: call.arguments },
      }));
    return {
      role: this.#role,
      content: null,
      refusal: null,
      ...Object.fromEntries(this.#others),
      ...Object.fromEntries(this.#texts),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    };
  }

  logprobs(): Record<string, unknown> | null {
    return this.#logprobs.size === 0 ? null : Object.fromEntries(this.#logprobs);
  }

  #takeDelta(delta: Delta): void {
    for (const [name, value] of Object.entries(delta)) {
      if (name === "role") this.#role = typeof value === "string" ? value : this.#role;
      else if (name === "tool_calls") continue;
      else if (typeof value === "string") {
        this.#texts.set(name, (this.#texts.get(name) ?? "") + value);
      } else if (value !== null && value !== undefined) this.#others.set(name, value);
    }
    for (const call of delta.tool_calls ?? []) this.#takeToolCall(call);
  }

  #takeToolCall(piece: ToolCallDelta): void {
    const call = this.#toolCalls.get(piece.index) ?? {
      id: "",
      type: "function",
      name: "",
      arguments: "",
    };
    call.id = piece.id ?? call.id;
    call.type = piece.type ?? call.type;
    call.name += piece.function?.name ?? "";
    call.arguments += piece.function?.arguments ?? "";
    this.#toolCalls.set(piece.index, call);
  }

  #takeLogprobs(logprobs: unknown): void {
    if (typeof logprobs !== "object" || logprobs === null) return;
    for (const [name, list] of Object.entries(logprobs)) {
      if (!Array.isArray(list)) continue;
      const known = this.#logprobs.get(name);
      if (known === undefined) this.#logprobs.set(name, [...list]);
      else known.push(...list);
    }
  }
}
