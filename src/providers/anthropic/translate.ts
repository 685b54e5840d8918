import { isRecord } from "../../core/is-record.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import { cacheControlOf } from "./cache-control.ts";
import { writeThinking } from "./thinking.ts";
import { writeTools } from "./tools.ts";
import { type PictureBlock, type WireBlock, writeSystem, writeTurns } from "./turns.ts";

/**
 * The call as the body of `POST /v1/messages`. Pictures are spliced in as the bytes they were
 * received as, never copied into a string: the body is the list of what lies before, between and
 * after them.
 */
export function encodeChat(order: UpstreamOrder): Buffer[] {
  const head = JSON.stringify(writeHead(order));
  const body: Body = { pieces: [], text: `${head.slice(0, -1)},"messages":[` };
  writeTurns(order).forEach(({ role, blocks }, index) => {
    if (index > 0) body.text += ",";
    body.text += `{"role":"${role}","content":`;
    writeBlocks(body, blocks);
    body.text += "}";
  });
  body.text += "]}";
  flush(body);
  return body.pieces;
}

function writeHead(order: UpstreamOrder): object {
  const given = order.chat.passedOn;
  const value = (name: string): unknown => given[name] ?? undefined;
  const system = writeSystem(order.chat.messages);
  const { thinking, effort } = writeThinking(order);
  const format = writeFormat(given["response_format"]);
  const bound = effort !== undefined || format !== undefined;
  return {
    model: order.model,
    max_tokens: order.outputTokensMax,
    stream: order.streams,
    system: system.length === 0 ? undefined : system,
    ...writeTools(given),
    thinking,
    output_config: bound ? { effort, format } : undefined,
    temperature: value("temperature"),
    top_p: value("top_p"),
    top_k: value("top_k"),
    stop_sequences: writeStop(given["stop"]),
    metadata: typeof given["user"] === "string" ? { user_id: given["user"] } : undefined,
    ...cacheControlOf(given),
  };
}

function writeStop(stop: unknown): readonly unknown[] | undefined {
  if (typeof stop === "string") return [stop];
  return Array.isArray(stop) && stop.length > 0 ? stop : undefined;
}

function writeFormat(format: unknown): object | undefined {
  const named = isRecord(format) ? format["json_schema"] : undefined;
  return isRecord(named) ? { type: "json_schema", schema: named["schema"] } : undefined;
}

interface Body {
  readonly pieces: Buffer[];
  /** Written, and not yet among the pieces. */
  text: string;
}

function flush(body: Body): void {
  body.pieces.push(Buffer.from(body.text, "utf8"));
  body.text = "";
}

function writeBlocks(body: Body, blocks: readonly WireBlock[]): void {
  body.text += "[";
  blocks.forEach((block, index) => {
    if (index > 0) body.text += ",";
    writeBlock(body, block);
  });
  body.text += "]";
}

function writeBlock(body: Body, block: WireBlock): void {
  if ("json" in block) {
    body.text += JSON.stringify(block.json);
  } else if ("picture" in block) {
    writePicture(body, block);
  } else {
    body.text += `${JSON.stringify(block.result).slice(0, -1)},"content":`;
    writeBlocks(body, block.blocks);
    body.text += "}";
  }
}

function writePicture(body: Body, { picture, more }: PictureBlock): void {
  const head = JSON.stringify({ ...more, type: "image" }).slice(0, -1);
  const mediaType = JSON.stringify(picture.mediaType);
  body.text += `${head},"source":{"type":"base64","media_type":${mediaType},"data":"`;
  flush(body);
  const { buffer, byteOffset, byteLength } = picture.base64;
  body.pieces.push(Buffer.from(buffer, byteOffset, byteLength));
  body.text += `"}}`;
}
