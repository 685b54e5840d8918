import type { DrawnPicture } from "../draw-picture.ts";
import type { Finish } from "../produce.ts";
import type { Rejection } from "../request.ts";
import { readOpenaiRequest } from "./openai-request.ts";
import type { AnswerHead, WholeAnswer, Wire, WireStream, WireUsage } from "./wire.ts";

/** OpenAI's chat completions. */
export const openaiWire: Wire = {
  read: readOpenaiRequest,
  stream: openaiStream,
  whole: openaiBody,
  error: openaiError,
};

function openaiStream(head: AnswerHead): WireStream {
  const { id, model, created, includeUsage } = head;
  const base = { id, object: "chat.completion.chunk", created, model, ...fingerprint };
  const empty = includeUsage ? { usage: null } : {};
  const chunk = (delta: object, finish: string | null) =>
    event({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...empty,
    });

  // All but the text is the same in every event: it is written once.
  const frame = chunk({ content: "" }, null);
  const cut = frame.indexOf('"content":""') + '"content":'.length;
  const [before, after] = [frame.slice(0, cut), frame.slice(cut + 2)];

  return {
    opening: () =>
      chunk({ role: "assistant", content: head.tool ? null : "", refusal: null }, null),
    part({ text, toolName, thought, picture }) {
      // What it thinks is billed and never shown, as with OpenAI's own models.
      if (thought) return "";
      if (picture !== null) return chunk({ images: [pictureOf(picture)] }, null);
      if (!head.tool) return before + JSON.stringify(text) + after;
      if (toolName === null) {
        return chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] }, null);
      }
      const call = { name: toolName, arguments: "" };
      const first = { index: 0, id: toolCallId(id), type: "function", function: call };
      return chunk({ tool_calls: [first] }, null);
    },
    closing({ finish, usage, marked }) {
      const reported = usage !== null && includeUsage;
      const last = reported ? event({ ...base, choices: [], usage: openaiUsage(usage) }) : "";
      return chunk({}, finishWord(finish)) + last + (marked ? "data: [DONE]\n\n" : "");
    },
    failure: (rejection) => event(openaiError(rejection)),
  };
}

function openaiBody(head: AnswerHead, answer: WholeAnswer): unknown {
  const { id, model, created } = head;
  const { text, toolName, finish, usage, pictures } = answer;
  const images = pictures.length === 0 ? {} : { images: pictures.map(pictureOf) };
  const called = { name: toolName, arguments: text };
  const message =
    toolName === null
      ? { content: text, ...images }
      : {
          content: null,
          tool_calls: [{ id: toolCallId(id), type: "function", function: called }],
        };
  return {
    id,
    object: "chat.completion",
    created,
    model,
    ...fingerprint,
    choices: [
      {
        index: 0,
        message: { role: "assistant", ...message, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: finishWord(finish),
      },
    ],
    ...(usage === null ? {} : { usage: openaiUsage(usage) }),
  };
}

function openaiError({ message, type, param, code }: Rejection): unknown {
  return { error: { message, type, param, code } };
}

/** OpenRouter's shape for pictures that come out, which compatible servers share. */
function pictureOf({ mediaType, base64 }: DrawnPicture): object {
  return { type: "image_url", image_url: { url: `data:${mediaType};base64,${base64}` } };
}

function finishWord(finish: Finish): string {
  return finish === "blocked" ? "content_filter" : finish;
}

function openaiUsage(usage: WireUsage): unknown {
  const { promptText, promptImage, cacheRead, completion, completionImage, reasoning } = usage;
  const written = usage.cacheWrite + usage.cacheWrite1h;
  const prompt = promptText + promptImage;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      text_tokens: promptText,
      image_tokens: promptImage,
      cached_tokens: cacheRead,
      audio_tokens: 0,
      ...(written > 0 ? { cache_write_tokens: written } : {}),
    },
    completion_tokens_details: {
      text_tokens: completion - completionImage - reasoning,
      image_tokens: completionImage,
      reasoning_tokens: reasoning,
    },
  };
}

const fingerprint = { system_fingerprint: "fp_sandbox" };

function toolCallId(answerId: string): string {
  return `call_${answerId.replace("chatcmpl-", "")}`;
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
