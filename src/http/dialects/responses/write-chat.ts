import { isRecord } from "../../../core/is-record.ts";
import type { ResponseHead } from "../../schemas/responses/request.ts";
import { without } from "../without.ts";
import type { WrittenMessages } from "./write-messages.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A checked body of `POST /v1/responses` as the body of the equal chat completion. */
export function writeChat(head: ResponseHead, { messages }: WrittenMessages): Fields {
  return {
    ...without(head, translated),
    messages,
    max_completion_tokens: head.max_output_tokens ?? null,
    ...writeTools(head),
    ...writeText(head),
    ...writeReasoning(head),
    ...writeLogprobs(head),
  };
}

/** Fields that have another shape inside, or that concern the shape of the answer alone. */
const translated = [
  "input",
  "instructions",
  "max_output_tokens",
  "tools",
  "tool_choice",
  "text",
  "reasoning",
  "include",
  "top_logprobs",
  "metadata",
  "stream_options",
  // Only tools that the provider runs are counted by it, and none of them is let in.
  "max_tool_calls",
  "previous_response_id",
  "conversation",
  "prompt",
  "background",
  "truncation",
  "context_management",
  "moderation",
  "access_programs",
  "image",
  "prompt_cache_options",
];

function writeTools({ tools, tool_choice: choice }: ResponseHead): Fields {
  return {
    ...(isFilled(tools) ? { tools: tools.map(writeTool) } : {}),
    ...(choice === undefined || choice === null ? {} : { tool_choice: writeChoice(choice) }),
  };
}

function isFilled<T>(list: readonly T[] | null | undefined): list is readonly T[] {
  return list !== undefined && list !== null && list.length > 0;
}

function writeTool(tool: unknown): Fields {
  const given: Fields = isRecord(tool) ? tool : {};
  const custom = given["type"] === "custom";
  const names = custom
    ? ["name", "description", "format"]
    : ["name", "description", "parameters", "strict"];
  const called = pick(given, names);
  const more = without(given, [...names, "type"]);
  if (!custom) return { ...more, type: "function", function: called };
  return { ...more, type: "custom", custom: { ...called, ...writeGrammar(given["format"]) } };
}

function pick(given: Fields, names: readonly string[]): Fields {
  const there = names.filter((name) => given[name] !== undefined && given[name] !== null);
  return Object.fromEntries(there.map((name) => [name, given[name]]));
}

function writeGrammar(format: unknown): Fields {
  if (!isRecord(format) || format["type"] !== "grammar") return {};
  const { syntax, definition } = format;
  return { format: { type: "grammar", grammar: { syntax, definition } } };
}

function writeChoice(choice: unknown): unknown {
  if (!isRecord(choice)) return choice;
  const { type, name, mode, tools } = choice;
  if (type === "function") return { type, function: { name } };
  if (type === "custom") return { type, custom: { name } };
  if (type !== "allowed_tools") return choice;
  const allowed = Array.isArray(tools) ? tools.map(writeChoice) : tools;
  return { type, allowed_tools: { mode, tools: allowed } };
}

function writeText({ text }: ResponseHead): Fields {
  const format: unknown = text?.format;
  const verbosity = text?.verbosity ?? null;
  return {
    ...(isRecord(format) ? { response_format: writeFormat(format) } : {}),
    ...(verbosity === null ? {} : { verbosity }),
  };
}

function writeFormat(format: Fields): Fields {
  if (format["type"] !== "json_schema") return format;
  return { type: "json_schema", json_schema: without(format, ["type"]) };
}

function writeReasoning({ reasoning }: ResponseHead): Fields {
  const effort = reasoning?.effort ?? null;
  const summary = reasoning?.summary ?? reasoning?.generate_summary ?? null;
  return {
    ...(effort === null ? {} : { reasoning_effort: effort }),
    ...(summary === null ? {} : { include_reasoning: true }),
  };
}

function writeLogprobs({ include, top_logprobs: top }: ResponseHead): Fields {
  const included: readonly unknown[] = include ?? [];
  const asked = included.includes("message.output_text.logprobs");
  const count = top ?? 0;
  if (!asked && count === 0) return {};
  return { logprobs: true, ...(count === 0 ? {} : { top_logprobs: count }) };
}
