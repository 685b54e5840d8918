import type { CalledFunction, Delta, PictureDelta, ToolCallDelta } from "../../core/chat/event.ts";
import { readChunk } from "./read-chunk.ts";

/** An answer put together again from its chunks. */
export interface Collected {
  readonly message: Record<string, unknown>;
  readonly logprobs: Record<string, unknown> | null;
  readonly finish: string | null;
}

/** Puts the chunks of one answer together: a buffered answer is the streamed one, gathered. */
export function collectChunks(chunks: readonly Uint8Array[]): Collected {
  const collector = new MessageCollector();
  for (const chunk of chunks) collector.take(chunk);
  const { finish } = collector;
  return { message: collector.message(), logprobs: collector.logprobs(), finish };
}

interface ToolCall {
  id: string;
  type: string;
  name: string;
  /** Arguments of a function, or the free text of another tool. */
  input: string;
  /** What the provider wants back with the call in the next turn, where it wants anything. */
  extra: unknown;
}

class MessageCollector {
  finish: string | null = null;
  #role = "assistant";
  readonly #texts = new Map<string, string>();
  readonly #toolCalls = new Map<number, ToolCall>();
  /** A call of the old kind; null where there is none. */
  #called: Required<CalledFunction> | null = null;
  readonly #images: PictureDelta[] = [];
  readonly #others = new Map<string, unknown>();
  readonly #logprobs = new Map<string, unknown[]>();

  take(chunk: Uint8Array): void {
    const read = readChunk(chunk);
    if (read === null) return;
    this.finish = read.finish ?? this.finish;
    this.#takeDelta(read.delta);
    this.#takeLogprobs(read.logprobs);
  }

  message(): Record<string, unknown> {
    const calls = [...this.#toolCalls.entries()]
      .sort(([one], [other]) => one - other)
      .map(([, call]) => writeToolCall(call));
    return {
      role: this.#role,
      content: null,
      refusal: null,
      ...Object.fromEntries(this.#others),
      ...Object.fromEntries(this.#texts),
      ...(this.#images.length === 0 ? {} : { images: this.#images }),
      ...(this.#called === null ? {} : { function_call: this.#called }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    };
  }

  logprobs(): Record<string, unknown> | null {
    return this.#logprobs.size === 0 ? null : Object.fromEntries(this.#logprobs);
  }

  #takeDelta(delta: Delta): void {
    for (const [name, value] of Object.entries(delta)) {
      if (name === "role") this.#role = typeof value === "string" ? value : this.#role;
      else if (name === "tool_calls" || name === "function_call") continue;
      else if (typeof value === "string") {
        this.#texts.set(name, (this.#texts.get(name) ?? "") + value);
      } else if (name === "images") this.#images.push(...(delta.images ?? []));
      else if (value !== null && value !== undefined) this.#others.set(name, value);
    }
    for (const call of delta.tool_calls ?? []) this.#takeToolCall(call);
    const called = delta.function_call;
    if (called === undefined || called === null) return;
    const { name, arguments: input } = this.#called ?? { name: "", arguments: "" };
    this.#called = {
      name: name + (called.name ?? ""),
      arguments: input + (called.arguments ?? ""),
    };
  }

  #takeToolCall(piece: ToolCallDelta): void {
    const call = this.#toolCalls.get(piece.index) ?? {
      id: "",
      type: "function",
      name: "",
      input: "",
      extra: undefined,
    };
    call.id = piece.id ?? call.id;
    call.type = piece.type ?? (piece.custom ? "custom" : call.type);
    call.extra = piece.extra_content ?? call.extra;
    call.name += piece.function?.name ?? piece.custom?.name ?? "";
    call.input += piece.function?.arguments ?? piece.custom?.input ?? "";
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

function writeToolCall({ id, type, name, input, extra }: ToolCall): Record<string, unknown> {
  const called =
    type === "custom" ? { custom: { name, input } } : { function: { name, arguments: input } };
  return { id, type, ...called, ...(extra === undefined ? {} : { extra_content: extra }) };
}
