import { isRecord } from "../../core/is-record.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import {
  type FindFault,
  filingFields,
  findFieldsFault,
  isEmptyObject,
  isFlag,
  isNumber,
  isStop,
  isText,
  must,
  noCounterpart,
} from "../field-faults.ts";
import { generationOf, schemasFrom } from "./generation.ts";
import { findMessagesFault } from "./message-faults.ts";
import { findThinkingFault } from "./thinking.ts";
import { nameOfFunction } from "./tool-calls.ts";

/**
 * What of a call this wire cannot say, in a sentence that names the field, or null where it can
 * say everything. Left out in silence it would answer another question than was asked.
 */
export function findInexpressible(order: UpstreamOrder): string | null {
  return (
    findFieldsFault(order, fields) ??
    findThinkingFault(order) ??
    findPictureFault(order) ??
    findMessagesFault(order.chat.messages)
  );
}

/** A field that this wire has not, and whose usual value asks for nothing. */
function only(usual: unknown, name: string): [string, FindFault] {
  return [name, must((value) => value === usual, noCounterpart(name))];
}

/** Every field that is translated, or that changes nothing of the answer. */
const fields: ReadonlyMap<string, FindFault> = new Map<string, FindFault>([
  ["temperature", must(isTemperature, "`temperature` goes from 0 to 1 at this provider.")],
  ["top_p", must(isNumber, "`top_p` must be a number.")],
  ["top_k", must(Number.isSafeInteger, "`top_k` must be a whole number.")],
  ["stop", must(isStop, "`stop` must be a text or a list of texts.")],
  ["user", must(isText, "`user` must be a text.")],
  only(0, "presence_penalty"),
  only(0, "frequency_penalty"),
  only(false, "logprobs"),
  ["logit_bias", must(isEmptyObject, noCounterpart("logit_bias"))],
  // How much is thought depends on the other fields: see `findThinkingFault`.
  ["reasoning_effort", must(isText, "`reasoning_effort` must be a text.")],
  ["thinking", must(isRecord, "`thinking` must be an object.")],
  ["include_reasoning", must(isFlag, "`include_reasoning` must be true or false.")],
  ["cache_control", must(isRecord, "`cache_control` must be an object.")],
  ["response_format", findFormatFault],
  ["tools", must(isTools, "`tools` may hold functions with a name, and nothing else.")],
  ["tool_choice", must(isChoice, "`tool_choice` must be auto, none, required or a function.")],
  ["parallel_tool_calls", must(isFlag, "`parallel_tool_calls` must be true or false.")],
  ["modalities", must(isTextAlone, "`modalities`: this provider gives out text alone.")],
  ...filingFields,
]);

function isTemperature(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isTools(value: unknown): boolean {
  return Array.isArray(value) && value.every((tool) => nameOfFunction(tool) !== null);
}

function isChoice(value: unknown): boolean {
  return (
    ["auto", "none", "required"].some((one) => one === value) || nameOfFunction(value) !== null
  );
}

function isTextAlone(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => one === "text");
}

function findFormatFault(format: unknown, model: string): string | null {
  const type = isRecord(format) ? format["type"] : undefined;
  if (type === "text") return null;
  if (type === "json_object") {
    return "`response_format` json_object has no counterpart at this provider: use json_schema.";
  }
  const named = isRecord(format) ? format["json_schema"] : undefined;
  const schema = type === "json_schema" && isRecord(named) ? named["schema"] : undefined;
  if (!isRecord(schema)) return "`response_format` must be text, or json_schema with its schema.";
  if (generationOf(model) >= schemasFrom) return null;
  return "`response_format`: this model can't be bound to a schema.";
}

/**
 * Source: `Base64ImageSource.media_type` of Anthropic's own client (2026-11-22).
 */
const mediaTypes: readonly string[] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

function findPictureFault({ pictures }: UpstreamOrder): string | null {
  const strange = pictures.find((picture) => !mediaTypes.includes(picture.mediaType));
  if (strange === undefined) return null;
  return `\`messages\` hold a picture of ${strange.mediaType}, which this provider does not read.`;
}
