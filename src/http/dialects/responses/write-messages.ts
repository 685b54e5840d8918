import { isRecord } from "../../../core/is-record.ts";
import type { Refusal } from "../../../core/refusal.ts";
import { isRefusal } from "../../../core/refusal.ts";
import { without } from "../without.ts";
import { readSealed } from "./sealed-thoughts.ts";

type Item = Readonly<Record<string, unknown>>;
type ChatMessage = Record<string, unknown>;

/** Messages of the chat inside, each with the field of the body that it came from. */
export interface WrittenMessages {
  readonly messages: readonly ChatMessage[];
  readonly origins: readonly string[];
}

export interface Said {
  readonly instructions: string | null;
  /** A text, or items that have been checked. */
  readonly input: string | readonly Item[];
}

/**
 * `instructions` and `input` as messages. What a model said in one turn comes as several items (a
 * thought, a text, calls) and is one message inside, because results must follow their calls.
 */
export function writeMessages({ instructions, input }: Said): WrittenMessages | Refusal {
  const written: Writing = { messages: [], origins: [], answering: false };
  if (instructions !== null) add(written, "instructions", message("system", instructions));
  if (typeof input === "string") {
    add(written, "input", message("user", input));
    return written;
  }
  for (const [index, item] of input.entries()) {
    const refused = addItem(written, `input[${index}]`, item);
    if (refused !== null) return refused;
  }
  return written;
}

interface Writing {
  readonly messages: ChatMessage[];
  readonly origins: string[];
  /** Whether the last message is a turn of the model to which its next items belong. */
  answering: boolean;
}

function message(role: string, content: unknown): ChatMessage {
  return { role, content };
}

function add(written: Writing, origin: string, added: ChatMessage): void {
  written.messages.push(added);
  written.origins.push(origin);
  written.answering = false;
}

function addItem(written: Writing, origin: string, item: Item): Refusal | null {
  switch (item["type"]) {
    case "function_call":
    case "custom_tool_call":
      addCall(turnOf(written, origin), item);
      return null;
    case "function_call_output":
    case "custom_tool_call_output": {
      const more = without(item, ["type", "id", "call_id", "output", "status"]);
      const content = writeContent(item["output"]);
      add(written, origin, { ...more, role: "tool", tool_call_id: item["call_id"], content });
      return null;
    }
    case "reasoning":
      return addThought(written, origin, item);
    case "image_generation_call":
      addPicture(turnOf(written, origin), item["result"]);
      return null;
    default:
      addMessage(written, origin, item);
      return null;
  }
}

/** The model's turn that is being put together; a new one where there is none. */
function turnOf(written: Writing, origin: string): ChatMessage {
  const last = written.messages.at(-1);
  if (written.answering && last !== undefined) return last;
  const turn = message("assistant", null);
  add(written, origin, turn);
  written.answering = true;
  return turn;
}

function addMessage(written: Writing, origin: string, item: Item): void {
  const more = without(item, ["type", "id", "status", "phase", "role", "content"]);
  const content = writeContent(item["content"]);
  if (item["role"] !== "assistant") {
    add(written, origin, { ...more, role: item["role"], content });
    return;
  }
  const begun = written.answering ? written.messages.at(-1) : undefined;
  // Two texts in a row are two turns: nobody knows that they were one.
  const turn = begun?.["content"] === null ? begun : null;
  if (turn === null) add(written, origin, { ...more, role: "assistant", content });
  else Object.assign(turn, more, { content });
  written.answering = true;
}

/** A single text stays one: some servers know no other content of an assistant or a tool. */
function writeContent(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  const [first, ...others] = content.map(writePart);
  if (others.length > 0 || first === undefined)
    return content.length === 0 ? "" : [first, ...others];
  const plain = first["type"] === "text" && Object.keys(first).length === 2;
  return plain ? first["text"] : [first];
}

function writePart(part: unknown): ChatMessage {
  const given = isRecord(part) ? part : {};
  if (given["type"] === "refusal") return { ...given };
  if (given["type"] === "input_image") {
    const { type: _type, image_url: url, detail, ...more } = given;
    const shown = detail === undefined || detail === null ? {} : { detail };
    return { ...more, type: "image_url", image_url: { url, ...shown } };
  }
  return { ...without(given, ["annotations", "logprobs", "parsed"]), type: "text" };
}

function addCall(turn: ChatMessage, item: Item): void {
  const { type, call_id: id, name, input, arguments: text, ...rest } = item;
  const more = without(rest, ["id", "status", "parsed_arguments"]);
  const called =
    type === "custom_tool_call"
      ? { type: "custom", custom: { name, input } }
      : { type: "function", function: { name, arguments: text } };
  const calls = Array.isArray(turn["tool_calls"]) ? turn["tool_calls"] : [];
  turn["tool_calls"] = [...calls, { ...more, id, ...called }];
}

/** A thought's words are the provider's to show; what it wants to see again is what was sealed. */
function addThought(written: Writing, origin: string, item: Item): Refusal | null {
  const sealed = item["encrypted_content"];
  if (typeof sealed !== "string") return null;
  const extra = readSealed(sealed, `${origin}.encrypted_content`);
  if (isRefusal(extra)) return extra;
  const turn = turnOf(written, origin);
  turn["extra_content"] = extra;
  return null;
}

function addPicture(turn: ChatMessage, base64: unknown): void {
  if (typeof base64 !== "string") return;
  const content = turn["content"];
  const said = typeof content === "string" ? [{ type: "text", text: content }] : (content ?? []);
  // Its true type is read from its bytes.
  const url = `data:image/png;base64,${base64}`;
  turn["content"] = [
    ...(Array.isArray(said) ? said : []),
    { type: "image_url", image_url: { url } },
  ];
}
