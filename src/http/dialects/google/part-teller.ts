import type { Delta, ToolCallDelta } from "../../../core/chat/event.ts";
import { readArguments } from "../read-arguments.ts";
import { writeSignature } from "./signatures.ts";

/** A part of an answer. */
export type PartShown = Readonly<Record<string, unknown>>;

interface Call {
  id: string;
  name: string;
  input: string;
  extra: unknown;
}

/**
 * Tells an answer as parts. Text and pictures are told as they come; a call of a function is told
 * whole, so that it waits for the end.
 */
export class PartTeller {
  readonly #calls = new Map<number, Call>();
  #extra: unknown;
  #refused = false;

  /** True where the model has said why it would not answer. */
  get refused(): boolean {
    return this.#refused;
  }

  take(delta: Delta): readonly PartShown[] {
    for (const piece of delta.tool_calls ?? []) this.#takeCall(piece);
    this.#extra = delta["extra_content"] ?? this.#extra;
    const parts: PartShown[] = [];
    const thought = delta.reasoning_content || delta.reasoning;
    if (thought) parts.push({ text: thought, thought: true });
    if (delta.content) parts.push({ text: delta.content });
    if (delta.refusal) {
      this.#refused = true;
      parts.push({ text: delta.refusal });
    }
    for (const { image_url: image } of delta.images ?? []) parts.push(writePicture(image.url));
    return parts;
  }

  /** The parts that had to wait. */
  end(): readonly PartShown[] {
    const signature = writeSignature(this.#extra);
    const calls = [...this.#calls].sort(([one], [other]) => one - other);
    return [
      // What a provider wants back of its thoughts stands apart from what it said.
      ...(signature === null ? [] : [{ text: "", thought: true, thoughtSignature: signature }]),
      ...calls.map(([, call]) => writeCall(call)),
    ];
  }

  #takeCall(piece: ToolCallDelta): void {
    const call = this.#calls.get(piece.index) ?? { id: "", name: "", input: "", extra: undefined };
    call.id = piece.id ?? call.id;
    call.name += piece.function?.name ?? piece.custom?.name ?? "";
    call.input += piece.function?.arguments ?? piece.custom?.input ?? "";
    call.extra ??= piece.extra_content;
    this.#calls.set(piece.index, call);
  }
}

function writeCall({ id, name, input, extra }: Call): PartShown {
  const signature = writeSignature(extra);
  return {
    functionCall: { ...(id === "" ? {} : { id }), name, args: readArguments(input) },
    ...(signature === null ? {} : { thoughtSignature: signature }),
  };
}

function writePicture(url: string): PartShown {
  const inline = /^data:([^;,]*);base64,/i.exec(url);
  if (inline === null) return { fileData: { fileUri: url } };
  return { inlineData: { mimeType: inline[1], data: url.slice(inline[0].length) } };
}
