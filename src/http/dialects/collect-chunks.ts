import type { Delta, PictureDelta, ToolCallDelta } from "../../core/chat/event.ts";
import { isMapping } from "../../core/settings/setting.ts";

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
  arguments: string;
  /** What the provider wants back with the call in the next turn, where it wants anything. */
  extra: unknown;
}

class MessageCollector {
  finish: string | null = null;
  #role = "assistant";
  readonly #texts = new Map<string, string>();
  readonly #toolCalls = new Map<number, ToolCall>();
  readonly #images: PictureDelta[] = [];
  readonly #others = new Map<string, unknown>();
  readonly #logprobs = new Map<string, unknown[]>();

  take(chunk: Uint8Array): void {
    const parsed: unknown = JSON.parse(
      Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString(),
    );
    const choices = isMapping(parsed) ? parsed["choices"] : null;
    const choice: unknown = Array.isArray(choices) ? choices[0] : null;
    if (!isMapping(choice)) return;
    if (typeof choice["finish_reason"] === "string") this.finish = choice["finish_reason"];
    // Every chunk was read and checked when it came in, or made by us.
    if (isMapping(choice["delta"])) this.#takeDelta(choice["delta"] as Delta);
    this.#takeLogprobs(choice["logprobs"]);
  }

  message(): Record<string, unknown> {
    const calls = [...this.#toolCalls.entries()]
      .sort(([one], [other]) => one - other)
      .map(([, call]) => ({
        id: call.id,
        type: call.type,
        function: { name: call.name, arguments: call.arguments },
        ...(call.extra === undefined ? {} : { extra_content: call.extra }),
      }));
    return {
      role: this.#role,
      content: null,
      refusal: null,
      ...Object.fromEntries(this.#others),
      ...Object.fromEntries(this.#texts),
      ...(this.#images.length === 0 ? {} : { images: this.#images }),
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
      } else if (name === "images") this.#images.push(...(delta.images ?? []));
      else if (value !== null && value !== undefined) this.#others.set(name, value);
    }
    for (const call of delta.tool_calls ?? []) this.#takeToolCall(call);
  }

  #takeToolCall(piece: ToolCallDelta): void {
    const call = this.#toolCalls.get(piece.index) ?? {
      id: "",
      type: "function",
      name: "",
      arguments: "",
      extra: undefined,
    };
    call.id = piece.id ?? call.id;
    call.type = piece.type ?? call.type;
    call.extra = piece.extra_content ?? call.extra;
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
