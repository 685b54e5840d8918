import type { Finish } from "../produce.ts";
import type { Rejection } from "../request.ts";
import { readAnthropicRequest, thoughtSignature } from "./anthropic-request.ts";
import type { AnswerHead, WholeAnswer, Wire, WireStream, WireUsage } from "./wire.ts";

/** Anthropic's messages. */
export const anthropicWire: Wire = {
  read: readAnthropicRequest,
  stream: anthropicStream,
  whole: anthropicBody,
  error: anthropicError,
};

function anthropicStream(head: AnswerHead): WireStream {
  let open: Kind | null = null;
  let index = -1;
  let hidden = false;

  return {
    opening: () => {
      const begun = head.usage === null ? null : { ...head.usage, completion: 1, reasoning: 0 };
      const message = { ...messageOf(head), content: [], stop_reason: null, ...usageOf(begun) };
      return event({ type: "message_start", message }) + event({ type: "ping" });
    },
    part({ text, toolName, thought }) {
      if (thought && !head.thoughtsShown) {
        // What is hidden is signed all the same.
        const first = hidden ? "" : change("thinking", { type: "thinking", thinking: "" });
        hidden = true;
        return first;
      }
      if (thought) {
        const first = change("thinking", { type: "thinking", thinking: "", signature: "" });
        return first + delta({ type: "thinking_delta", thinking: text });
      }
      if (!head.tool) {
        return change("text", { type: "text", text: "" }) + delta({ type: "text_delta", text });
      }
      const call = { type: "tool_use", id: toolId(head), name: toolName ?? "", input: {} };
      return change("tool", call) + delta({ type: "input_json_delta", partial_json: text });
    },
    closing({ finish, usage, marked }) {
      const ending = { stop_reason: stopReasons[finish], stop_sequence: null };
      const last = event({ type: "message_delta", delta: ending, ...usageOf(usage) });
      return close() + last + (marked ? event({ type: "message_stop" }) : "");
    },
    failure: (rejection) => event(anthropicError(rejection)),
  };

  function delta(more: object): string {
    return event({ type: "content_block_delta", index, delta: more });
  }

  /** Goes over to a block of this kind, unless one is open. */
  function change(kind: Kind, block: object): string {
    if (open === kind) return "";
    const before = close();
    open = kind;
    index += 1;
    return before + event({ type: "content_block_start", index, content_block: block });
  }

  function close(): string {
    if (open === null) return "";
    const signature = { type: "signature_delta", signature: thoughtSignature };
    const signed = open === "thinking" ? delta(signature) : "";
    open = null;
    return signed + event({ type: "content_block_stop", index });
  }
}

type Kind = "thinking" | "text" | "tool";

function anthropicBody(head: AnswerHead, answer: WholeAnswer): unknown {
  const { text, thoughts, toolName, finish, usage } = answer;
  const thinking = head.thoughtsShown ? thoughts : "";
  const thought =
    thoughts === "" ? [] : [{ type: "thinking", thinking, signature: thoughtSignature }];
  const called = { type: "tool_use", id: toolId(head), name: toolName, input: inputOf(text) };
  const said = text === "" ? [] : [{ type: "text", text }];
  return {
    ...messageOf(head),
    content: [...thought, ...(toolName === null ? said : [called])],
    stop_reason: stopReasons[finish],
    ...usageOf(usage),
  };
}

function messageOf({ id, model }: AnswerHead): object {
  const name = id.replace("chatcmpl-", "msg_");
  return { id: name, type: "message", role: "assistant", model, stop_sequence: null };
}

function toolId({ id }: AnswerHead): string {
  return id.replace("chatcmpl-", "toolu_");
}

/** A limit may have cut the arguments: then the call is as far as it came. */
function inputOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const stopReasons: Readonly<Record<Finish, string>> = {
  stop: "end_turn",
  tool_calls: "tool_use",
  length: "max_tokens",
  content_filter: "refusal",
  blocked: "refusal",
};

/** What was read from the cache or written to it is not among the input here. */
function usageOf(usage: WireUsage | null): object {
  if (usage === null) return {};
  const { promptText, promptImage, cacheRead, cacheWrite, cacheWrite1h } = usage;
  const apart = cacheRead + cacheWrite + cacheWrite1h;
  return {
    usage: {
      input_tokens: promptText + promptImage - apart,
      cache_creation_input_tokens: cacheWrite + cacheWrite1h,
      cache_read_input_tokens: cacheRead,
      cache_creation: {
        ephemeral_5m_input_tokens: cacheWrite,
        ephemeral_1h_input_tokens: cacheWrite1h,
      },
      output_tokens: usage.completion,
      output_tokens_details: { thinking_tokens: usage.reasoning },
    },
  };
}

const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

function anthropicError({ status, message }: Rejection): WireEvent {
  const type = types[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
  return { type: "error", error: { type, message } };
}

function event(data: WireEvent): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

interface WireEvent {
  readonly type: string;
  readonly [more: string]: unknown;
}
