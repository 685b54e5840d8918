import type { Delta, PictureDelta, ToolCallDelta } from "../../../core/chat/event.ts";
import { isRecord } from "../../../core/is-record.ts";
import {
  type CallItem,
  type MessageItem,
  type MessagePart,
  type OutputItem,
  type ThoughtItem,
  writeEmptyItem,
  writeItem,
  writePart,
  writeSummary,
} from "./output-item.ts";

/** An event of a response's stream, before it has its `sequence_number`. */
export interface ResponseEvent {
  readonly type: string;
  readonly [more: string]: unknown;
}

/**
 * Builds the items of a response from the deltas of its answer, and tells each step as the events
 * of a stream. Streamed, buffered and read again later it is the same: only who listens differs.
 */
export class ResponseOutput {
  readonly #key: string;
  readonly #items: OutputItem[] = [];
  /** The calls by the provider's index: their pieces may come in turns, so they stay open. */
  readonly #calls = new Map<number, CallItem>();
  #said: MessageItem | ThoughtItem | null = null;
  #events: ResponseEvent[] = [];

  /** `key` is what all ids of this response's items have in common. */
  constructor(key: string) {
    this.#key = key;
  }

  items(): readonly Record<string, unknown>[] {
    return this.#items.map(writeItem);
  }

  /** Takes what came next; answers its events in order. */
  take(delta: Delta, logprobs: unknown): readonly ResponseEvent[] {
    // Some servers fill one of the two, and leave the other empty.
    const thought = delta.reasoning_content || delta.reasoning;
    if (typeof thought === "string" && thought !== "") this.#think(thought);
    this.#say("output_text", delta.content, readLogprobs(logprobs, "content"));
    this.#say("refusal", delta.refusal, []);
    for (const picture of delta.images ?? []) this.#show(picture);
    for (const call of delta.tool_calls ?? []) this.#call(call);
    const extra = delta["extra_content"];
    if (isRecord(extra)) this.#sign(extra);
    return this.#drain();
  }

  /** The end: what is still open is done, or was broken off. */
  close(status: "completed" | "incomplete"): readonly ResponseEvent[] {
    this.#endSaid(status);
    for (const call of this.#calls.values()) this.#endCall(call, status);
    return this.#drain();
  }

  #drain(): readonly ResponseEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #place(prefix: string): Pick<OutputItem, "id" | "index" | "status"> {
    const index = this.#items.length;
    return { id: `${prefix}_${this.#key}_${index}`, index, status: "in_progress" };
  }

  /** Announces an item; one that comes whole is done at once. */
  #add(item: OutputItem, status?: "completed"): void {
    this.#items.push(item);
    const { index: output_index } = item;
    this.#tell("response.output_item.added", { output_index, item: writeEmptyItem(item) });
    if (status !== undefined) this.#done(item, status);
  }

  #done(item: OutputItem, status: "completed" | "incomplete"): void {
    item.status = status;
    this.#tell("response.output_item.done", { output_index: item.index, item: writeItem(item) });
  }

  #tell(type: string, more: object): void {
    this.#events.push({ type, ...more });
  }

  #think(text: string): void {
    const item = this.#said?.kind === "thought" ? this.#said : this.#beginThought();
    item.text += text;
    this.#tell("response.reasoning_summary_text.delta", { ...summaryOf(item), delta: text });
  }

  #beginThought(): ThoughtItem {
    this.#endSaid("completed");
    const item: ThoughtItem = { ...this.#place("rs"), kind: "thought", text: "", extra: undefined };
    this.#said = item;
    this.#add(item);
    const part = writeSummary(item);
    this.#tell("response.reasoning_summary_part.added", { ...summaryOf(item), part });
    return item;
  }

  /** What the provider wants to see again is told with the thought that it has just signed. */
  #sign(extra: unknown): void {
    const thought = this.#said?.kind === "thought" ? this.#said : null;
    if (thought === null) this.#add({ ...this.#place("rs"), kind: "sealed", extra }, "completed");
    else {
      thought.extra = extra;
      this.#endSaid("completed");
    }
  }

  #say(kind: MessagePart["kind"], text: string | null | undefined, logprobs: unknown[]): void {
    if (typeof text !== "string" || text === "") return;
    const item = this.#said?.kind === "message" ? this.#said : this.#beginMessage();
    const last = item.parts.at(-1);
    const part = last?.kind === kind ? last : this.#beginPart(item, kind);
    part.text += text;
    part.logprobs.push(...logprobs);
    const place = partOf(item);
    if (kind === "refusal") this.#tell("response.refusal.delta", { ...place, delta: text });
    else this.#tell("response.output_text.delta", { ...place, delta: text, logprobs });
  }

  #beginMessage(): MessageItem {
    this.#endSaid("completed");
    const item: MessageItem = { ...this.#place("msg"), kind: "message", parts: [] };
    this.#said = item;
    this.#add(item);
    return item;
  }

  #beginPart(item: MessageItem, kind: MessagePart["kind"]): MessagePart {
    this.#endPart(item);
    const part: MessagePart = { kind, text: "", logprobs: [] };
    item.parts.push(part);
    this.#tell("response.content_part.added", { ...partOf(item), part: writePart(part) });
    return part;
  }

  #endPart(item: MessageItem): void {
    const part = item.parts.at(-1);
    if (part === undefined) return;
    const place = partOf(item);
    const { text, logprobs } = part;
    if (part.kind === "refusal") this.#tell("response.refusal.done", { ...place, refusal: text });
    else this.#tell("response.output_text.done", { ...place, text, logprobs });
    this.#tell("response.content_part.done", { ...place, part: writePart(part) });
  }

  #endSaid(status: "completed" | "incomplete"): void {
    const item = this.#said;
    this.#said = null;
    if (item === null) return;
    if (item.kind === "message") this.#endPart(item);
    else {
      const { text } = item;
      this.#tell("response.reasoning_summary_text.done", { ...summaryOf(item), text });
      const part = writeSummary(item);
      this.#tell("response.reasoning_summary_part.done", { ...summaryOf(item), part });
    }
    this.#done(item, status);
  }

  #call(piece: ToolCallDelta): void {
    const item = this.#continueCall(piece) ?? this.#beginCall(piece);
    const input = piece.function?.arguments ?? piece.custom?.input ?? "";
    if (input === "") return;
    item.input += input;
    this.#tell(`response.${inputOf(item)}.delta`, { ...placeOf(item), delta: input });
  }

  #continueCall(piece: ToolCallDelta): CallItem | undefined {
    const item = this.#calls.get(piece.index);
    if (item === undefined) return undefined;
    item.callId = piece.id ?? item.callId;
    item.name += nameIn(piece);
    item.extra = piece.extra_content ?? item.extra;
    return item;
  }

  #beginCall(piece: ToolCallDelta): CallItem {
    this.#endSaid("completed");
    const custom = piece.type === "custom" || piece.custom !== undefined;
    const item: CallItem = {
      ...this.#place(custom ? "ctc" : "fc"),
      kind: "call",
      custom,
      callId: piece.id ?? `call_${this.#key}_${piece.index}`,
      name: nameIn(piece),
      input: "",
      extra: piece.extra_content,
    };
    this.#calls.set(piece.index, item);
    this.#add(item);
    return item;
  }

  #endCall(item: CallItem, status: "completed" | "incomplete"): void {
    const whole = item.custom ? { input: item.input } : { arguments: item.input };
    this.#tell(`response.${inputOf(item)}.done`, {
      ...placeOf(item),
      ...(item.custom ? {} : { name: item.name }),
      ...whole,
    });
    this.#done(item, status);
  }

  #show({ image_url: { url } }: PictureDelta): void {
    this.#endSaid("completed");
    const item: OutputItem = { ...this.#place("ig"), kind: "picture", url };
    this.#add(item);
    for (const step of ["in_progress", "generating", "completed"]) {
      this.#tell(`response.image_generation_call.${step}`, placeOf(item));
    }
    this.#done(item, "completed");
  }
}

function nameIn({ function: called, custom }: ToolCallDelta): string {
  return called?.name ?? custom?.name ?? "";
}

function placeOf({ id, index }: OutputItem): object {
  return { item_id: id, output_index: index };
}

function partOf(item: MessageItem): object {
  return { ...placeOf(item), content_index: item.parts.length - 1 };
}

function summaryOf(item: ThoughtItem): object {
  return { ...placeOf(item), summary_index: 0 };
}

function inputOf({ custom }: CallItem): string {
  return custom ? "custom_tool_call_input" : "function_call_arguments";
}

function readLogprobs(logprobs: unknown, name: string): unknown[] {
  const list = isRecord(logprobs) ? logprobs[name] : null;
  return Array.isArray(list) ? list : [];
}
