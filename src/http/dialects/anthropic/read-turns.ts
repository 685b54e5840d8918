import type { Message, Part, PictureSource } from "../../../core/chat/request.ts";
import type { SlicedBody } from "../slice-body.ts";
import { takePicture } from "../take-picture.ts";
import type { BlockParam, MessageParam, MessagesBody } from "./schema.ts";

/** What the turns of one body are read into. */
export interface TurnsRead {
  readonly sliced: SlicedBody;
  /** Takes every picture, in the order of the turns. */
  readonly pictures: PictureSource[];
}

/** All turns in the words of the dialect inside, what the system says before them. */
export function readTurns(body: MessagesBody, into: TurnsRead): readonly Message[] {
  const { system } = body;
  const told =
    system === undefined || system === null || system.length === 0
      ? []
      : [{ role: "system", content: readSystem(system), passedOn: {} }];
  return [...told, ...body.messages.flatMap((message) => readTurn(message, into))];
}

type System = Exclude<MessagesBody["system"], undefined | null>;

function readSystem(system: System): Message["content"] {
  if (typeof system === "string") return system;
  return system.map((block) => ({ kind: "text", text: block.text, passedOn: cacheOf(block) }));
}

function readTurn({ role, content }: MessageParam, into: TurnsRead): readonly Message[] {
  if (typeof content === "string") return [{ role, content, passedOn: {} }];
  return role === "assistant" ? [readAnswer(content, into)] : readQuestion(role, content, into);
}

/** Results of tools are messages of their own inside, in the order in which they stand here. */
function readQuestion(
  role: string,
  blocks: readonly BlockParam[],
  into: TurnsRead,
): readonly Message[] {
  const messages: Message[] = [];
  let said: Part[] = [];
  const flush = (): void => {
    if (said.length > 0) messages.push({ role, content: said, passedOn: {} });
    said = [];
  };
  for (const block of blocks) {
    if (block.type === "tool_result") {
      flush();
      messages.push(readResult(block, into));
    } else {
      const part = readPart(block, into);
      if (part !== null) said.push(part);
    }
  }
  flush();
  return messages;
}

type ResultBlock = Extract<BlockParam, { type: "tool_result" }>;

function readResult(block: ResultBlock, into: TurnsRead): Message {
  const { content, is_error: failed } = block;
  const parts =
    typeof content === "string" || content === undefined || content === null
      ? null
      : content.flatMap((one) => readPart(one, into) ?? []);
  return {
    role: "tool",
    content: parts === null || parts.length === 0 ? String(content ?? "") : simplest(parts),
    passedOn: {
      tool_call_id: block.tool_use_id,
      ...(failed === true ? { is_error: true } : {}),
      ...cacheOf(block),
    },
  };
}

/** Many servers take nothing but a text where there is nothing but a text. */
function simplest(parts: readonly Part[]): Message["content"] {
  const [only, another] = parts;
  const plain = only?.kind === "text" && Object.keys(only.passedOn).length === 0;
  return plain && another === undefined ? only.text : parts;
}

function readPart(block: BlockParam, into: TurnsRead): Part | null {
  if (block.type === "text") return { kind: "text", text: block.text, passedOn: cacheOf(block) };
  if (block.type !== "image") return null;
  const { source } = block;
  into.pictures.push(
    source.type === "url"
      ? { kind: "remote", url: source.url, detail: "auto" }
      : takePicture(
          { base64: source.data, mediaType: source.media_type, detail: "auto" },
          into.sliced,
        ),
  );
  return { kind: "picture", index: into.pictures.length - 1, passedOn: cacheOf(block) };
}

function readAnswer(blocks: readonly BlockParam[], into: TurnsRead): Message {
  const parts = blocks.flatMap((block) => readPart(block, into) ?? []);
  const calls = blocks.flatMap((block) => (block.type === "tool_use" ? [readCall(block)] : []));
  const thoughts = blocks.flatMap(readThought);
  return {
    role: "assistant",
    content: parts.length === 0 ? null : simplest(parts),
    passedOn: {
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(thoughts.length === 0
        ? {}
        : { extra_content: { anthropic: { thinking_blocks: thoughts } } }),
    },
  };
}

function readCall(block: Extract<BlockParam, { type: "tool_use" }>): object {
  const { id, name, input, extra_content: extra } = block;
  return {
    id,
    type: "function",
    function: { name, arguments: JSON.stringify(input) },
    ...(extra === undefined ? {} : { extra_content: extra }),
    ...cacheOf(block),
  };
}

/** A thought that no model has signed is of no use to any: it is shown once, and not sent back. */
function readThought(block: BlockParam): readonly object[] {
  if (block.type === "redacted_thinking") return [block];
  return block.type === "thinking" && block.signature !== "" ? [block] : [];
}

function cacheOf({ cache_control: control }: { readonly cache_control?: unknown }): object & {
  readonly cache_control?: unknown;
} {
  return control === undefined || control === null ? {} : { cache_control: control };
}
