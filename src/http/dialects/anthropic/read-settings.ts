import type { AskedThinking } from "../../../core/chat/asked-thinking.ts";
import type { PassedOn } from "../../../core/chat/request.ts";
import type { MessagesBody } from "./schema.ts";

/** All that a call says beside its turns, in the words of the dialect inside. */
export function readSettings(body: MessagesBody): PassedOn {
  const { stop_sequences: stop, metadata } = body;
  const settings = {
    temperature: body.temperature,
    top_p: body.top_p,
    top_k: body.top_k,
    stop: stop === null || stop?.length === 0 ? undefined : stop,
    user: metadata?.user_id,
    cache_control: body.cache_control,
    ...readTools(body),
    response_format: readFormat(body),
  };
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  );
}

function readTools({ tools, tool_choice: choice }: MessagesBody): PassedOn {
  if (tools === undefined || tools === null || tools.length === 0) return {};
  const single = choice && "disable_parallel_tool_use" in choice;
  return {
    tools: tools.map(readTool),
    tool_choice: choice ? readChoice(choice) : undefined,
    parallel_tool_calls: single && choice.disable_parallel_tool_use === true ? false : undefined,
  };
}

function readTool(tool: Exclude<MessagesBody["tools"], undefined | null>[number]): object {
  const { name, description, input_schema: parameters, strict, cache_control: control } = tool;
  return {
    type: "function",
    function: {
      name,
      ...(description ? { description } : {}),
      parameters,
      ...(typeof strict === "boolean" ? { strict } : {}),
    },
    ...(control ? { cache_control: control } : {}),
  };
}

type Choice = Exclude<MessagesBody["tool_choice"], undefined | null>;

function readChoice(choice: Choice): unknown {
  if (choice.type === "tool") return { type: "function", function: { name: choice.name } };
  return choice.type === "any" ? "required" : choice.type;
}

/** The format stood at the top of a body before it moved; both are understood. */
function readFormat({ output_config: config, output_format: older }: MessagesBody): unknown {
  const format = config?.format ?? older;
  if (format === undefined || format === null) return undefined;
  const schema = { name: "answer", schema: format.schema, strict: true };
  return { type: "json_schema", json_schema: schema };
}

/** What a call says of thinking; undefined where it says nothing. */
export function readThinking(body: MessagesBody): AskedThinking | undefined {
  const { thinking } = body;
  const effort = body.output_config?.effort ?? null;
  if (thinking === undefined || thinking === null) {
    return effort === null ? undefined : { mode: null, budgetTokens: null, effort, shown: null };
  }
  const display = "display" in thinking ? (thinking.display ?? null) : null;
  return {
    mode: modes[thinking.type],
    budgetTokens: thinking.type === "enabled" ? thinking.budget_tokens : null,
    effort,
    shown: display === null ? null : display === "summarized",
  };
}

const modes = {
  disabled: "off",
  adaptive: "adaptive",
  between_tools: "between_tools",
  enabled: "budget",
} as const;
