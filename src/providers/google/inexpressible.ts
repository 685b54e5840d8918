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
import { nameOfFunction } from "./called-function.ts";
import { generationOf, levelsFrom } from "./generation.ts";
import { findMessagesFault } from "./message-faults.ts";
import { findAskedFault, findThinkingFault } from "./thinking.ts";

/**
 * What of a call this wire cannot say, in a sentence that names the field, or null where it can
 * say everything. Left out in silence it would answer another question than was asked.
 */
export function findInexpressible(order: UpstreamOrder): string | null {
  return (
    findFieldsFault(order, fields) ??
    findAskedFault(order.chat.thinking, order.model) ??
    findParallelFault(order) ??
    findDetailFault(order) ??
    findMessagesFault(order.chat.messages)
  );
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);

/** Every field that is translated, or that changes nothing of the answer. */
const fields: ReadonlyMap<string, FindFault> = new Map<string, FindFault>([
  ["temperature", must(isNumber, "`temperature` must be a number.")],
  ["top_p", must(isNumber, "`top_p` must be a number.")],
  ["top_k", must(isNumber, "`top_k` must be a number.")],
  ["seed", must(isWhole, "`seed` must be a whole number.")],
  ["presence_penalty", must(isNumber, "`presence_penalty` must be a number.")],
  ["frequency_penalty", must(isNumber, "`frequency_penalty` must be a number.")],
  ["stop", must(isStop, "`stop` must be a text or a list of texts.")],
  ["logprobs", must(isFlag, "`logprobs` must be true or false.")],
  ["top_logprobs", must(isWhole, "`top_logprobs` must be a whole number.")],
  ["logit_bias", must(isEmptyObject, noCounterpart("logit_bias"))],
  ["reasoning_effort", findThinkingFault],
  ["include_reasoning", must(isFlag, "`include_reasoning` must be true or false.")],
  ["response_format", findFormatFault],
  ["tools", findToolsFault],
  ["tool_choice", findChoiceFault],
  ["parallel_tool_calls", must(isFlag, "`parallel_tool_calls` must be true or false.")],
  ["modalities", must(isModalities, '`modalities` may hold "text" and "image".')],
  [
    "image_config",
    must(isImageConfig, "`image_config` may hold the texts `aspect_ratio` and `image_size`."),
  ],
  ["safety_settings", must(Array.isArray, "`safety_settings` must be a list.")],
  ["user", () => null],
  ...filingFields,
]);

function isModalities(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => one === "text" || one === "image");
}

function isImageConfig(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(
    ([name, one]) => (name === "aspect_ratio" || name === "image_size") && isText(one),
  );
}

function findFormatFault(format: unknown): string | null {
  const type = isRecord(format) ? format["type"] : undefined;
  if (type === "text" || type === "json_object") return null;
  const schema = isRecord(format) ? format["json_schema"] : undefined;
  if (type === "json_schema" && isRecord(schema)) return null;
  return "`response_format` must be text, json_object, or json_schema with its schema.";
}

function findToolsFault(tools: unknown): string | null {
  const known = Array.isArray(tools) && tools.every((tool) => nameOfFunction(tool) !== null);
  return known ? null : "`tools` may hold functions with a name, and nothing else.";
}

function findChoiceFault(choice: unknown): string | null {
  if (choice === "auto" || choice === "none" || choice === "required") return null;
  return nameOfFunction(choice) === null
    ? "`tool_choice` must be auto, none, required or a function."
    : null;
}

/**
 * Nothing here holds a model to one call. Where only one function can be called, packages say so of
 * the answer that they want in its arguments, and mean no more than that.
 */
function findParallelFault({ chat }: UpstreamOrder): string | null {
  const { parallel_tool_calls: parallel, tools, tool_choice: choice } = chat.passedOn;
  if (parallel !== false) return null;
  if (Array.isArray(tools) && tools.length === 1) return null;
  if (nameOfFunction(choice) !== null) return null;
  return (
    "`parallel_tool_calls` can't be false at this provider where several functions are offered: " +
    "offer one, or name it in `tool_choice`."
  );
}

/** Before the third generation one resolution holds for all pictures of a call. */
function findDetailFault({ pictures, model }: UpstreamOrder): string | null {
  const generation = generationOf(model);
  if (generation >= levelsFrom || generation < 2) return null;
  const low = pictures.filter((picture) => picture.detail === "low").length;
  if (low === 0 || low === pictures.length) return null;
  return "`detail` low holds for all pictures of a call at this model, or for none.";
}
