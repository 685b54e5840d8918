import type { Delta, ToolCallDelta } from "../../../core/chat/event.ts";
import { isRecord } from "../../../core/is-record.ts";

/** An event of a message's stream that builds its content. */
export type BlockEvent =
  | {
      readonly type: "content_block_start";
      readonly index: number;
      readonly content_block: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: "content_block_delta";
      readonly index: number;
      readonly delta: Readonly<Record<string, unknown>>;
    }
  | { readonly type: "content_block_stop"; readonly index: number };

interface Call {
  readonly id: string;
  name: string;
  input: string;
  extra: unknown;
}

type Open = "text" | "thinking" | "call" | null;

/**
 * Tells an answer as content blocks, one after the other. Chunks may mix what blocks can't: from
 * the first call of a tool on, all that is not part of it waits until it is closed.
 */
export class BlockTeller {
  readonly #calls = new Map<number, Call>();
  readonly #waiting: Delta[] = [];
  #events: BlockEvent[] = [];
  #open: Open = null;
  #index = -1;
  /** The call whose block is open. */
  #calling: number | null = null;
  /** Signed thoughts told so far. */
  #signed = 0;
  #refused = false;

  /** True where the model has said why it would not answer. */
  get refused(): boolean {
    return this.#refused;
  }

  take(delta: Delta): readonly BlockEvent[] {
    if (this.#calling === null) this.#say(delta);
    else this.#waiting.push(delta);
    for (const piece of delta.tool_calls ?? []) this.#takeCall(piece);
    return this.#told();
  }

  /** Closes what is open, and tells what had to wait. */
  end(): readonly BlockEvent[] {
    this.#close();
    for (const [index, call] of this.#calls) {
      if (index !== this.#calling) this.#tellCall(call);
    }
    for (const delta of this.#waiting) this.#say(delta);
    this.#close();
    return this.#told();
  }

  #told(): readonly BlockEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #say(delta: Delta): void {
    const thought = delta.reasoning_content || delta.reasoning;
    if (typeof thought === "string") this.#append("thinking", thought);
    this.#sign(delta["extra_content"]);
    if (typeof delta.content === "string") this.#append("text", delta.content);
    if (typeof delta.refusal === "string" && delta.refusal !== "") {
      this.#refused = true;
      this.#append("text", delta.refusal);
    }
    for (const { image_url: image } of delta.images ?? []) this.#whole(writePicture(image.url));
  }

  #append(kind: "text" | "thinking", text: string): void {
    if (text === "") return;
    if (this.#open !== kind) {
      this.#close();
      const empty =
        kind === "text" ? { text: "", citations: null } : { thinking: "", signature: "" };
      this.#start({ type: kind, ...empty });
      this.#open = kind;
    }
    this.#delta({ type: `${kind}_delta`, [kind]: text });
  }

  /** Each report has all signed thoughts so far; those not yet told end the thought before them. */
  #sign(extra: unknown): void {
    const own = isRecord(extra) ? extra["anthropic"] : undefined;
    const blocks: unknown = isRecord(own) ? own["thinking_blocks"] : undefined;
    if (!Array.isArray(blocks)) return;
    for (const block of blocks.slice(this.#signed)) {
      if (isRecord(block)) this.#tellSigned(block);
    }
    this.#signed = blocks.length;
  }

  #tellSigned(block: Readonly<Record<string, unknown>>): void {
    if (block["type"] === "redacted_thinking") {
      this.#whole(block);
      return;
    }
    // Thoughts that are not shown come with their signature alone.
    if (this.#open !== "thinking") {
      this.#close();
      this.#start({ type: "thinking", thinking: "", signature: "" });
    }
    this.#delta({ type: "signature_delta", signature: block["signature"] });
    this.#open = "thinking";
    this.#close();
  }

  #takeCall(piece: ToolCallDelta): void {
    const known = this.#calls.get(piece.index);
    const call = known ?? { id: piece.id ?? "", name: "", input: "", extra: piece.extra_content };
    const input = piece.function?.arguments ?? piece.custom?.input ?? "";
    call.name += piece.function?.name ?? piece.custom?.name ?? "";
    call.input += input;
    call.extra ??= piece.extra_content;
    this.#calls.set(piece.index, call);
    if (this.#calling === null) {
      this.#close();
      this.#startCall(call);
      this.#calling = piece.index;
      this.#open = "call";
    }
    if (this.#calling === piece.index) this.#deltaCall(input);
  }

  #tellCall(call: Call): void {
    this.#startCall(call);
    this.#deltaCall(call.input);
    this.#stop();
  }

  #startCall({ id, name, extra }: Call): void {
    const more = extra === undefined ? {} : { extra_content: extra };
    this.#start({ type: "tool_use", id, name, input: {}, ...more });
  }

  #deltaCall(json: string): void {
    if (json !== "") this.#delta({ type: "input_json_delta", partial_json: json });
  }

  #whole(block: Readonly<Record<string, unknown>>): void {
    this.#close();
    this.#start(block);
    this.#stop();
  }

  #start(block: Readonly<Record<string, unknown>>): void {
    this.#index += 1;
    this.#events.push({
      type: "content_block_start",
      index: this.#index,
      content_block: block,
    });
  }

  #delta(delta: Readonly<Record<string, unknown>>): void {
    this.#events.push({ type: "content_block_delta", index: this.#index, delta });
  }

  #close(): void {
    if (this.#open !== null) this.#stop();
    this.#open = null;
  }

  #stop(): void {
    this.#events.push({ type: "content_block_stop", index: this.#index });
  }
}

/** A picture that the model gives out, in the shape in which callers send one. */
function writePicture(url: string): Readonly<Record<string, unknown>> {
  const inline = /^data:([^;,]*);base64,/i.exec(url);
  const source =
    inline === null
      ? { type: "url", url }
      : { type: "base64", media_type: inline[1], data: url.slice(inline[0].length) };
  return { type: "image", source };
}
