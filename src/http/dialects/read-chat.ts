import type { ChatRequest, Detail, Message, Part, PictureSource } from "../../core/chat/request.ts";
import { limits } from "../../core/limits.ts";
import type { Picodollars } from "../../core/money/picodollars.ts";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { disconnectPolicies } from "../../core/settings/settings.ts";
import { readAmount } from "../read-amount.ts";
import { type ChatBody, checkChatBody } from "../schemas/chat.ts";
import { refuseSchema } from "../schemas/schema-error.ts";
import { readDataUrl, readDataUrlText } from "./data-url.ts";
import { jsonDepth } from "./json-depth.ts";
import { type SlicedBody, sliceBody, wholeBody } from "./slice-body.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** Extras of a request that may come as headers too; a body field wins over its header. */
export interface ExtraHeaders {
  readonly sessionId: string | undefined;
  readonly maxCost: string | undefined;
  readonly onDisconnect: string | undefined;
  readonly clientRequestId: string | undefined;
}

/** Reads the body of `POST /v1/chat/completions`, once, into the one dialect inside. */
export function readChat(body: Buffer, headers: ExtraHeaders): ChatRequest | Refusal {
  const sliced = sliceBody(body);
  const chat = readSliced(sliced, headers);
  // A long data URL stood where no picture belongs, in a text say: read the body as it is.
  return sliced.slices.size === 0 ? chat : readSliced(wholeBody(body), headers);
}

function readSliced(sliced: SlicedBody, headers: ExtraHeaders): ChatRequest | Refusal {
  const parsed = parseJson(sliced.text);
  if (isRefusal(parsed)) return parsed;
  const unsupported = refuseUnsupported(parsed.value);
  if (unsupported !== null) return unsupported;
  if (!checkChatBody.Check(parsed.value)) {
    return refuseSchema([...checkChatBody.Errors(parsed.value)]);
  }
  return assemble(parsed.value, sliced, headers);
}

function parseJson(text: string): { readonly value: unknown } | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 120) : "";
    return refuse("invalid_request", `The body is not JSON. ${reason}`);
  }
  if (jsonDepth(value, limits.jsonDepthMax) > limits.jsonDepthMax) {
    return refuse("invalid_request", `The body is nested deeper than ${limits.jsonDepthMax}.`);
  }
  return { value };
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
  if (pictures.length > limits.picturesMax) {
    return refuse("invalid_request", `At most ${limits.picturesMax} pictures fit in one call.`, {
      param: "messages",
    });
  }
  return {
    model: body.model,
    messages,
    pictures,
    passedOn: without(body, readHere),
    outputTokensMax: outputTokensMax.tokens,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    hold: body.hold ?? "auto",
    store: body.store ?? true,
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

type Extras = Pick<ChatRequest, "sessionId" | "clientRequestId" | "maxCost" | "onDisconnect">;

function readExtras(body: ChatBody, headers: ExtraHeaders): Extras | Refusal {
  const maxCost = readMaxCost(body.max_cost ?? headers.maxCost ?? null);
  if (maxCost === "wrong") {
    return refuse(
      "invalid_request",
      "`max_cost` must be a positive amount in dollars with at most twelve decimals.",
      { param: "max_cost" },
    );
  }
  const names = { sessionId: headers.sessionId, clientRequestId: headers.clientRequestId };
  for (const [name, value] of Object.entries(names)) {
    if (value !== undefined && !/^[\x20-\x7e]{1,128}$/.test(value)) {
      const header = name === "sessionId" ? "X-Session-Id" : "X-Client-Request-Id";
      return refuse("invalid_request", `${header} must be 1 to 128 printable characters.`);
    }
  }
  const policy = disconnectPolicies.find((one) => one === headers.onDisconnect);
  if (headers.onDisconnect !== undefined && policy === undefined) {
    const allowed = disconnectPolicies.join(", ");
    return refuse("invalid_request", `X-Farebox-On-Disconnect must be one of ${allowed}.`);
  }
  return {
    sessionId: body.session_id ?? headers.sessionId ?? null,
    clientRequestId: headers.clientRequestId ?? null,
    onDisconnect: body.on_disconnect ?? policy ?? null,
    maxCost,
  };
}

function readMaxCost(given: string | number | null): Picodollars | null | "wrong" {
  if (given === null) return null;
  const amount = readAmount(given);
  return amount === null || amount <= 0n ? "wrong" : amount;
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

function without(value: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
