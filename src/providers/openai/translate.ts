import { assert } from "../../core/assert.ts";
import { effortFor } from "../../core/chat/asked-thinking.ts";
import type { ChatRequest, Message, Part, PassedOn } from "../../core/chat/request.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import type { OutputLimitField } from "../adapter.ts";
import type { KeepKnown } from "./known-fields.ts";

/**
 * The call as the body of `POST /chat/completions`, streamed wherever the route can, with its
 * usage reported. Pictures are spliced in as the bytes they were received as, never copied into a
 * string: the body is the list of what lies before, between and after them.
 */
export function encodeChat(order: UpstreamOrder, { limitField, keep }: Wording): Buffer[] {
  const body: Body = { order, keep, pieces: [], text: "" };
  const head = JSON.stringify({
    ...keep(order.chat.passedOn),
    ...ours,
    ...writeThinking(order.chat.thinking),
    model: order.model,
    stream: order.streams,
    stream_options: order.streams ? { include_usage: true } : undefined,
    [limitField]: order.outputTokensMax,
  });
  body.text = `${head.slice(0, -1)},"messages":[`;
  order.chat.messages.forEach((message, index) => {
    if (index > 0) body.text += ",";
    writeMessage(body, message);
  });
  body.text += "]}";
  flush(body);
  return body.pieces;
}

/** How one server wants to be spoken to. */
export interface Wording {
  readonly limitField: OutputLimitField;
  readonly keep: KeepKnown;
}

/** What bounds and prices a call is said by the gateway alone, whatever else was passed on. */
const ours = { messages: undefined, max_tokens: undefined, max_completion_tokens: undefined };

/** That a tool failed is said by its result: this wire has no flag for it. */
const unsaid = { is_error: undefined };

/** This wire knows efforts alone; whether thoughts are shown is each server's own to say. */
function writeThinking(asked: ChatRequest["thinking"]): object {
  const effort = asked === undefined ? null : effortFor(asked);
  return effort === null ? {} : { reasoning_effort: effort };
}

interface Body {
  readonly order: UpstreamOrder;
  readonly keep: KeepKnown;
  readonly pieces: Buffer[];
  /** Written, and not yet among the pieces. */
  text: string;
}

function flush(body: Body): void {
  body.pieces.push(Buffer.from(body.text, "utf8"));
  body.text = "";
}

function writeMessage(body: Body, message: Message): void {
  const { role, content } = message;
  const passedOn = body.keep(message.passedOn);
  if (content === null || typeof content === "string") {
    body.text += JSON.stringify({ ...passedOn, ...unsaid, role, content });
    return;
  }
  const head = JSON.stringify({ ...passedOn, ...unsaid, content: undefined, role });
  body.text += `${head.slice(0, -1)},"content":[`;
  content.forEach((part, index) => {
    if (index > 0) body.text += ",";
    writePart(body, part);
  });
  body.text += "]}";
}

function writePart(body: Body, part: Part): void {
  const passedOn = body.keep(part.passedOn);
  switch (part.kind) {
    case "text":
      body.text += JSON.stringify({ ...passedOn, type: "text", text: part.text });
      return;
    case "refusal":
      body.text += JSON.stringify({ ...passedOn, type: "refusal", refusal: part.refusal });
      return;
    case "picture":
      writePicture(body, part.index, passedOn);
  }
}

function writePicture(body: Body, index: number, passedOn: PassedOn): void {
  const picture = body.order.pictures[index];
  assert(picture !== undefined, "every picture of the messages was measured");

  const head = JSON.stringify({ ...passedOn, image_url: undefined, type: "image_url" });
  body.text += `${head.slice(0, -1)},"image_url":{"url":"data:${picture.mediaType};base64,`;
  flush(body);
  const { buffer, byteOffset, byteLength } = picture.base64;
  body.pieces.push(Buffer.from(buffer, byteOffset, byteLength));
  // `auto` is what every server assumes, and some know no other word for it than silence.
  const detail = picture.detail === "auto" ? "" : `,"detail":${JSON.stringify(picture.detail)}`;
  body.text += `"${detail}}}`;
}
