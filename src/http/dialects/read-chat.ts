import type { ChatRequest, Detail, Message, Part, PictureSource } from "../../core/chat/request.ts";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { type ChatBody, checkChatBody } from "../schemas/chat.ts";
import { refuseSchema } from "../schemas/schema-error.ts";
import { readDataUrl, readDataUrlText } from "./data-url.ts";
import type { ExtraHeaders } from "./extra-headers.ts";
import { parseBody } from "./parse-body.ts";
import { readExtras } from "./read-extras.ts";
import { refusePictures } from "./refuse-pictures.ts";
import type { SlicedBody } from "./slice-body.ts";
import { refuseUnsupported } from "./unsupported.ts";
import { without } from "./without.ts";

/** Reads the body of `POST /v1/chat/completions`, once, into the one dialect inside. */
export function readChat(body: Buffer, headers: ExtraHeaders): ChatRequest | Refusal {
  return parseBody(body, "data_url", (value, sliced) => readChatBody(value, sliced, headers));
}

/** The same of a body that is parsed already, or that was written for a call of another dialect. */
export function readChatBody(
  value: unknown,
  sliced: SlicedBody,
  headers: ExtraHeaders,
): ChatRequest | Refusal {
  const unsupported = refuseUnsupported(value);
  if (unsupported !== null) return unsupported;
  if (!checkChatBody.Check(value)) return refuseSchema([...checkChatBody.Errors(value)]);
  return assemble(value, sliced, headers);
}

function assemble(
  body: ChatBody,
  sliced: SlicedBody,
  headers: ExtraHeaders,
): ChatRequest | Refusal {
  const outputTokensMax = readOutputLimit(body);
  if (isRefusal(outputTokensMax)) return outputTokensMax;
  const extras = readExtras(body, headers);
  if (isRefusal(extras)) return extras;

  const pictures: PictureSource[] = [];
  const messages = body.messages.map((message) => readMessage(message, sliced, pictures));
  const many = refusePictures(pictures, "messages");
  if (many !== null) return many;
  return {
    model: body.model,
    messages,
    pictures,
    passedOn: without(body, readHere),
    outputTokensMax: outputTokensMax.tokens,
    summaryTokensMax: body.two_step?.summary_tokens ?? null,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    ...extras,
  };
}

/** Fields that are read here and travel on in a shape of their own, or not at all. */
const readHere = [
  "model",
  "messages",
  "max_tokens",
  "max_completion_tokens",
  "stream",
  "stream_options",
  "n",
  "session_id",
  "max_cost",
  "hold",
  "two_step",
  "on_disconnect",
  "store",
];

function readOutputLimit(body: ChatBody): { readonly tokens: number | null } | Refusal {
  const old = body.max_tokens ?? null;
  const current = body.max_completion_tokens ?? null;
  if (old !== null && current !== null && old !== current) {
    return refuse("invalid_request", "`max_tokens` and `max_completion_tokens` differ.", {
      param: "max_completion_tokens",
    });
  }
  return { tokens: current ?? old };
}

function readMessage(
  message: ChatBody["messages"][number],
  sliced: SlicedBody,
  pictures: PictureSource[],
): Message {
  const { content } = message;
  return {
    role: message.role,
    content: Array.isArray(content)
      ? content.map((part) => readPart(part, sliced, pictures))
      : (content ?? null),
    passedOn: without(message, ["role", "content"]),
  };
}

type BodyPart = Exclude<ChatBody["messages"][number]["content"], string | null | undefined>[number];

function readPart(part: BodyPart, sliced: SlicedBody, pictures: PictureSource[]): Part {
  switch (part.type) {
    case "text":
      return { kind: "text", text: part.text, passedOn: without(part, ["type", "text"]) };
    case "refusal":
      return {
        kind: "refusal",
        refusal: part.refusal,
        passedOn: without(part, ["type", "refusal"]),
      };
    case "image_url": {
      const { url, detail } = part.image_url;
      pictures.push(readPicture(url, detail ?? "auto", sliced));
      const index = pictures.length - 1;
      return { kind: "picture", index, passedOn: without(part, ["type", "image_url"]) };
    }
  }
}

function readPicture(url: string, detail: Detail, sliced: SlicedBody): PictureSource {
  const slice = sliced.slices.get(url);
  if (slice !== undefined) {
    sliced.slices.delete(url);
    return readDataUrl(slice, detail);
  }
  if (/^data:/i.test(url)) return readDataUrlText(url, detail);
  return { kind: "remote", url, detail };
}
