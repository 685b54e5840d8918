import type { ChatRequest, PictureSource } from "../../../core/chat/request.ts";
import { isRecord } from "../../../core/is-record.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import { refuseSchema } from "../../schemas/schema-error.ts";
import type { ExtraHeaders } from "../extra-headers.ts";
import { parseBody } from "../parse-body.ts";
import { readExtras } from "../read-extras.ts";
import { refusePictures } from "../refuse-pictures.ts";
import type { SlicedBody } from "../slice-body.ts";
import { readSettings, readThinking } from "./read-settings.ts";
import { readTurns } from "./read-turns.ts";
import { checkMessagesBody, type MessagesBody } from "./schema.ts";

/** Reads the body of `POST /v1/messages` into the one dialect inside. */
export function readMessages(body: Buffer, headers: ExtraHeaders): ChatRequest | Refusal {
  return parseBody(body, "data_field", (value, sliced) => {
    const refused = refuseKinds(value);
    if (refused !== null) return refused;
    if (!checkMessagesBody.Check(value)) return refuseSchema([...checkMessagesBody.Errors(value)]);
    return assemble(value, sliced, headers);
  });
}

function assemble(
  body: MessagesBody,
  sliced: SlicedBody,
  headers: ExtraHeaders,
): ChatRequest | Refusal {
  const extras = readExtras(body, headers);
  if (isRefusal(extras)) return extras;
  const pictures: PictureSource[] = [];
  const messages = readTurns(body, { sliced, pictures });
  const many = refusePictures(pictures, "messages");
  if (many !== null) return many;
  const thinking = readThinking(body);
  return {
    model: body.model,
    messages,
    pictures,
    passedOn: readSettings(body),
    ...(thinking === undefined ? {} : { thinking }),
    outputTokensMax: body.max_tokens ?? null,
    stream: body.stream ?? false,
    includeUsage: true,
    ...extras,
  };
}

/** Refuses kinds of block and of tool by their name: a schema would only list the others. */
function refuseKinds(body: unknown): Refusal | null {
  if (!isRecord(body)) return refuse("invalid_request", "The body must be a JSON object.");
  const tools = listOf(body["tools"]);
  const tool = tools.findIndex((one) => isStrange(one, toolKinds));
  if (tool !== -1) {
    const sentence = "is not priced here: only tools of your own are taken.";
    return refuseKind(tools[tool], `tools[${tool}].type`, sentence);
  }
  for (const [at, message] of listOf(body["messages"]).entries()) {
    const refused = refuseBlocks(message, `messages[${at}]`);
    if (refused !== null) return refused;
  }
  return null;
}

function refuseBlocks(message: unknown, where: string): Refusal | null {
  if (!isRecord(message)) return null;
  const kinds = kindsOfRole.get(message["role"]) ?? [];
  const blocks = listOf(message["content"]);
  for (const [at, block] of blocks.entries()) {
    const place = `${where}.content[${at}]`;
    const allowed = `is not supported here in a turn of the ${String(message["role"])}.`;
    if (kinds.length > 0 && isStrange(block, kinds)) {
      return refuseKind(block, `${place}.type`, allowed);
    }
    const source = isRecord(block) && block["type"] === "image" ? block["source"] : undefined;
    if (isStrange(source, ["base64", "url"])) {
      return refuseKind(source, `${place}.source.type`, "is not supported: base64 or url.");
    }
    const inner = isRecord(block) ? listOf(block["content"]) : [];
    const nested = inner.findIndex((one) => isStrange(one, ["text", "image"]));
    if (nested === -1) continue;
    const sentence = "is not supported here in a tool's result.";
    return refuseKind(inner[nested], `${place}.content[${nested}].type`, sentence);
  }
  return null;
}

/** Kinds of tool that the caller runs: one without a kind is one. */
const toolKinds: readonly string[] = ["custom"];

const kindsOfRole: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["user", ["text", "image", "tool_result"]],
  ["assistant", ["text", "tool_use", "thinking", "redacted_thinking"]],
  ["system", ["text"]],
]);

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isStrange(value: unknown, kinds: readonly string[]): boolean {
  const type = isRecord(value) ? value["type"] : undefined;
  return typeof type === "string" && !kinds.includes(type);
}

function refuseKind(value: unknown, param: string, sentence: string): Refusal {
  const type = isRecord(value) ? String(value["type"]).slice(0, 100) : "";
  return refuse("invalid_request", `\`${param}\` ${type} ${sentence}`, { param });
}
