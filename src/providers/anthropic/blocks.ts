import type { Delta } from "../../core/chat/event.ts";
import { isRecord } from "../../core/is-record.ts";
import type { JsonRecord } from "../json.ts";
import type { ThinkingBlock } from "./thinking-blocks.ts";

/** What is remembered of one answer's blocks while they come in. */
export interface BlockState {
  /** The block that is open; they come one after the other. */
  open: OpenBlock | null;
  /** Functions called so far. */
  calls: number;
  /** Thoughts that the model wants to see again. */
  readonly thoughts: ThinkingBlock[];
}

type OpenBlock =
  | { readonly kind: "thinking"; thinking: string; signature: string }
  | { readonly kind: "call"; readonly index: number; begun: boolean }
  | { readonly kind: "redacted" }
  | { readonly kind: "other" };

/** What a new block says by itself; a text where it can't be read. Unknown kinds say nothing. */
export function openBlock(state: BlockState, block: unknown): Delta | string | null {
  if (!isRecord(block)) return "a content block is no object";
  state.open = { kind: "other" };
  switch (block["type"]) {
    case "text":
      return readText("content", block["text"] ?? "");
    case "thinking":
      state.open = { kind: "thinking", thinking: "", signature: "" };
      return readThought(state.open, block);
    case "redacted_thinking": {
      const { data } = block;
      if (typeof data !== "string") return "redacted thinking has no data";
      state.open = { kind: "redacted" };
      state.thoughts.push({ type: "redacted_thinking", data });
      return null;
    }
    case "tool_use":
      return openCall(state, block);
    default:
      return null;
  }
}

function readText(name: "content" | "reasoning_content", text: unknown): Delta | string | null {
  if (typeof text !== "string") return `\`${name}\` is no text`;
  return text === "" ? null : { [name]: text };
}

function readThought(open: OpenBlock, given: JsonRecord): Delta | string | null {
  if (open.kind !== "thinking") return null;
  const { thinking = "", signature = "" } = given;
  if (typeof thinking !== "string" || typeof signature !== "string") return "a thought is no text";
  open.thinking += thinking;
  open.signature += signature;
  return readText("reasoning_content", thinking);
}

function openCall(state: BlockState, block: JsonRecord): Delta | string {
  const { id, name, input } = block;
  if (typeof id !== "string" || typeof name !== "string") return "a tool call has no id or name";
  const index = state.calls;
  state.calls += 1;
  // An answer in one piece has its input here; a stream begins with an empty one.
  const whole = isRecord(input) && Object.keys(input).length > 0;
  state.open = { kind: "call", index, begun: whole };
  const called = { name, arguments: whole ? JSON.stringify(input) : "" };
  return { tool_calls: [{ index, id, type: "function", function: called }] };
}

/** What more of the open block says; a text where it can't be read. */
export function continueBlock(state: BlockState, delta: unknown): Delta | string | null {
  if (!isRecord(delta)) return "a delta is no object";
  switch (delta["type"]) {
    case "text_delta":
      return readText("content", delta["text"]);
    case "thinking_delta":
    case "signature_delta":
      return state.open === null ? "a thought without its block" : readThought(state.open, delta);
    case "input_json_delta":
      return continueCall(state, delta["partial_json"]);
    default:
      return null;
  }
}

function continueCall({ open }: BlockState, json: unknown): Delta | string | null {
  if (typeof json !== "string") return "`partial_json` is no text";
  // Tools of the provider's own are called the same way, and none was asked for.
  if (open?.kind !== "call" || json === "") return null;
  open.begun = true;
  return { tool_calls: [{ index: open.index, function: { arguments: json } }] };
}

/** Whether the block that is open now is one that the model wants to see again. */
export function closesThought({ open }: BlockState): boolean {
  return open?.kind === "thinking" || open?.kind === "redacted";
}

/** What the end of the open block says: a call without arguments has an empty object of them. */
export function closeBlock(state: BlockState): Delta | null {
  const { open } = state;
  state.open = null;
  if (open?.kind === "thinking") {
    const { thinking, signature } = open;
    state.thoughts.push({ type: "thinking", thinking, signature });
  }
  if (open?.kind !== "call" || open.begun) return null;
  return { tool_calls: [{ index: open.index, function: { arguments: "{}" } }] };
}
