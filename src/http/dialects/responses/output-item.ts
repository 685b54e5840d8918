import { seal } from "./sealed-thoughts.ts";

/** An item of a response's `output` while it grows; `index` is its place there. */
export type OutputItem = MessageItem | ThoughtItem | CallItem | PictureItem | SealedItem;

interface Placed {
  readonly id: string;
  readonly index: number;
  status: "in_progress" | "completed" | "incomplete";
}

export interface MessageItem extends Placed {
  readonly kind: "message";
  readonly parts: MessagePart[];
}

export interface MessagePart {
  readonly kind: "output_text" | "refusal";
  text: string;
  readonly logprobs: unknown[];
}

/** Thinking that the provider shows. */
export interface ThoughtItem extends Placed {
  readonly kind: "thought";
  text: string;
  /** What the provider wants to see again of its thoughts so far. */
  extra: unknown;
}

export interface CallItem extends Placed {
  readonly kind: "call";
  readonly custom: boolean;
  callId: string;
  name: string;
  /** Arguments of a function, or the free text of another tool. */
  input: string;
  /** What the provider wants to see again with the call. */
  extra: unknown;
}

export interface PictureItem extends Placed {
  readonly kind: "picture";
  /** A data URL, mostly. */
  readonly url: string;
}

/** The same where nothing of the thought is shown. */
export interface SealedItem extends Placed {
  readonly kind: "sealed";
  readonly extra: unknown;
}

/** An item as it stands in `output`. */
export function writeItem(item: OutputItem): Record<string, unknown> {
  const { id, status } = item;
  switch (item.kind) {
    case "message":
      return { id, type: "message", status, role: "assistant", content: item.parts.map(writePart) };
    case "thought":
      return {
        id,
        type: "reasoning",
        status,
        summary: [writeSummary(item)],
        ...sealed(item.extra),
      };
    case "sealed":
      return { id, type: "reasoning", status, summary: [], ...sealed(item.extra) };
    case "call":
      return writeCall(item);
    case "picture":
      return { id, type: "image_generation_call", status, ...writePicture(item.url) };
  }
}

function sealed(extra: unknown): Record<string, unknown> {
  return extra === undefined ? {} : { encrypted_content: seal(extra) };
}

/** The same when it is announced, before anything of it came. */
export function writeEmptyItem(item: OutputItem): Record<string, unknown> {
  const written = writeItem(item);
  switch (item.kind) {
    case "message":
      return { ...written, content: [] };
    case "thought":
      return { ...written, summary: [] };
    case "picture":
      return { ...written, result: null };
    case "call":
      return { ...written, ...(item.custom ? { input: "" } : { arguments: "" }) };
    case "sealed":
      return written;
  }
}

export function writePart({ kind, text, logprobs }: MessagePart): Record<string, unknown> {
  if (kind === "refusal") return { type: "refusal", refusal: text };
  return { type: "output_text", text, annotations: [], logprobs };
}

export function writeSummary({ text }: ThoughtItem): Record<string, unknown> {
  return { type: "summary_text", text };
}

function writeCall(item: CallItem): Record<string, unknown> {
  const { id, status, callId, name, input } = item;
  const extra = item.extra === undefined ? {} : { extra_content: item.extra };
  return item.custom
    ? { id, type: "custom_tool_call", status, call_id: callId, name, input, ...extra }
    : { id, type: "function_call", status, call_id: callId, name, arguments: input, ...extra };
}

const dataUrl = /^data:image\/([a-z0-9.+-]+);base64,/i;

/** A picture in base64; one that the provider gave as an address is passed on as that. */
function writePicture(url: string): Record<string, unknown> {
  const head = dataUrl.exec(url.slice(0, 256));
  if (head === null) return { result: null, url };
  return { result: url.slice(head[0].length), output_format: head[1]?.toLowerCase() };
}
