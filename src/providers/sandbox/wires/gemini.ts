import type { DrawnPicture } from "../draw-picture.ts";
import type { Finish } from "../produce.ts";
import type { Rejection } from "../request.ts";
import { readGeminiRequest } from "./gemini-request.ts";
import type { AnswerHead, WholeAnswer, Wire, WireStream, WireUsage } from "./wire.ts";

/** Google's `generateContent`; model and method stand in the address, not in the body. */
export function geminiWire(model: string, stream: boolean): Wire {
  return {
    read: (body) => readGeminiRequest(body, { model, stream }),
    stream: geminiStream,
    whole: geminiBody,
    error: geminiError,
  };
}

function geminiStream(head: AnswerHead): WireStream {
  const tail = tailOf(head);
  const part = (one: object) => event({ candidates: [candidateOf([one])], ...tail });
  // All but the text is the same in every event: it is written once.
  const frame = part({ text: "" });
  const cut = frame.indexOf('"text":""') + '"text":'.length;
  const [before, after] = [frame.slice(0, cut), frame.slice(cut + 2)];
  let tool: string | null = null;
  let args = "";

  return {
    opening: () => "",
    part({ text, toolName, thought, picture }) {
      if (thought) return head.thoughtsShown ? part({ text, thought: true }) : "";
      if (picture !== null) return part(pictureOf(picture));
      if (!head.tool) return before + JSON.stringify(text) + after;
      // A call comes whole on this wire, with the end.
      tool ??= toolName;
      args += text;
      return "";
    },
    closing: ({ finish, usage }) => {
      const parts = tool === null ? [{ text: "" }] : [callOf(tool, args)];
      return event({ ...endingOf(finish, parts), ...usageOf(usage), ...tail });
    },
    failure: (rejection) => event(geminiError(rejection)),
  };
}

function geminiBody(head: AnswerHead, answer: WholeAnswer): unknown {
  const { text, thoughts, pictures, toolName, finish, usage } = answer;
  const shown = head.thoughtsShown && thoughts !== "" ? [{ text: thoughts, thought: true }] : [];
  const said = toolName === null ? [{ text }] : [callOf(toolName, text)];
  const parts = [...shown, ...pictures.map(pictureOf), ...said];
  return { ...endingOf(finish, parts), ...usageOf(usage), ...tailOf(head) };
}

function tailOf({ id, model }: AnswerHead): object {
  return { modelVersion: model, responseId: id.replace("chatcmpl-", "") };
}

function candidateOf(parts: readonly object[], finish?: string): object {
  return { content: { parts, role: "model" }, finishReason: finish, index: 0 };
}

const finishReasons: Readonly<Record<Exclude<Finish, "blocked">, string>> = {
  stop: "STOP",
  tool_calls: "STOP",
  length: "MAX_TOKENS",
  content_filter: "SAFETY",
};

/** A prompt that was blocked has no candidate at all. */
function endingOf(finish: Finish, parts: readonly object[]): object {
  if (finish === "blocked") return { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } };
  return { candidates: [candidateOf(parts, finishReasons[finish])] };
}

function pictureOf({ mediaType, base64 }: DrawnPicture): object {
  return { inlineData: { mimeType: mediaType, data: base64 } };
}

/** What a call carries that the third generation wants to see again with its result. */
const callSignature = Buffer.from("the sandbox thought of this").toString("base64");

/** A limit may have cut the arguments: then the call is as far as it came. */
function callOf(name: string, text: string): object {
  let args: unknown;
  try {
    args = JSON.parse(text);
  } catch {
    args = {};
  }
  return { functionCall: { name, args }, thoughtSignature: callSignature };
}

/** Zeros are left out, and text is what the details leave of the whole, as Google has it. */
function usageOf(usage: WireUsage | null): object {
  if (usage === null) return {};
  const { promptText, promptImage, completion, completionImage, reasoning } = usage;
  const image = (tokenCount: number) => (tokenCount > 0 ? [{ modality: "IMAGE", tokenCount }] : []);
  const some = (count: number) => (count > 0 ? count : undefined);
  return {
    usageMetadata: {
      promptTokenCount: promptText + promptImage,
      candidatesTokenCount: some(completion - reasoning),
      totalTokenCount: promptText + promptImage + completion,
      promptTokensDetails: [{ modality: "TEXT", tokenCount: promptText }, ...image(promptImage)],
      candidatesTokensDetails: completionImage > 0 ? image(completionImage) : undefined,
      thoughtsTokenCount: some(reasoning),
      cachedContentTokenCount: some(usage.cacheRead),
    },
  };
}

const statuses: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function geminiError({ status, message, retryAfterSeconds }: Rejection): unknown {
  const retry = {
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: `${retryAfterSeconds}s`,
  };
  const details = retryAfterSeconds === null ? {} : { details: [retry] };
  const name = statuses[status] ?? (status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT");
  return { error: { code: status, message, status: name, ...details } };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}
