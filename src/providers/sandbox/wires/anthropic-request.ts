import { bounds } from "../bounds.ts";
import { readDirectives } from "../directives.ts";
import {
  isRejection,
  type Rejection,
  reject,
  type SandboxMessage,
  type SandboxRequest,
  type Thinking,
  type ToolChoice,
} from "../request.ts";
import {
  type AnthropicBlock,
  type AnthropicBody,
  type AnthropicMessage,
  checkBody,
  shapeFault,
} from "./anthropic-shape.ts";

/** Reads the body of Anthropic's `POST /v1/messages`. */
export function readAnthropicRequest(body: unknown): SandboxRequest | Rejection {
  if (!checkBody.Check(body)) return shapeFault(body);
  const fault = findTurnFault(body.messages) ?? findThinkingFault(body);
  if (fault !== null) return fault;
  const messages = [...readSystem(body), ...body.messages.flatMap(readTurn)];
  const pictureCount = messages.reduce((sum, message) => sum + message.pictures.length, 0);
  if (pictureCount > bounds.picturesMax) {
    return reject(`At most ${bounds.picturesMax} pictures are taken.`, { param: "messages" });
  }
  const directives = readDirectives(messages.flatMap((message) => message.texts));
  if (isRejection(directives)) return directives;
  const format = body.output_config?.format;
  return {
    model: body.model,
    messages,
    tools: (body.tools ?? []).map((tool) => ({
      name: tool.name,
      description: tool.description ?? "",
      parameters: tool.input_schema,
    })),
    toolChoice: readToolChoice(body.tool_choice),
    format: format ? { kind: "schema", schema: format.schema } : { kind: "text" },
    outputTokensMax: body.max_tokens,
    stream: body.stream ?? false,
    includeUsage: true,
    picture: null,
    thinking: readThinking(body),
    directives,
  };
}

/** Every call has its result in the very next turn, and thinking that was signed here. */
function findTurnFault(messages: readonly AnthropicMessage[]): Rejection | null {
  let open: readonly string[] = [];
  for (const [at, { content }] of messages.entries()) {
    const blocks = typeof content === "string" ? [] : content;
    const forged = blocks.some(
      (block) => block.type === "thinking" && block.signature !== thoughtSignature,
    );
    if (forged) return reject(`messages.${at}: Invalid \`signature\` in \`thinking\` block`);
    const answered = blocks.flatMap((one) => (one.type === "tool_result" ? [one.tool_use_id] : []));
    const missing = open.filter((id) => !answered.includes(id));
    if (missing.length > 0) {
      const ids = missing.join(", ");
      return reject(
        `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately ` +
          `after: ${ids}.`,
      );
    }
    const strange = answered.find((id) => !open.includes(id));
    if (strange !== undefined) {
      return reject(`messages.${at}: unexpected \`tool_use_id\` found in a result: ${strange}.`);
    }
    open = blocks.flatMap((one) => (one.type === "tool_use" ? [one.id] : []));
  }
  return null;
}

/** What the model signs its thoughts with, and wants to see again. */
export const thoughtSignature = Buffer.from("the sandbox thought of this").toString("base64");

function findThinkingFault({ thinking, max_tokens: limit }: AnthropicBody): Rejection | null {
  if (thinking?.type !== "enabled" || thinking.budget_tokens < limit) return null;
  return reject("`max_tokens` must be greater than `thinking.budget_tokens`.");
}

function readSystem({ system }: AnthropicBody): readonly SandboxMessage[] {
  const texts = typeof system === "string" ? [system] : (system ?? []).map(({ text }) => text);
  return texts.length === 0 ? [] : [{ ...spoken("system"), texts }];
}

function spoken(role: string): SandboxMessage {
  return { role, name: null, texts: [], pictures: [], toolCalls: [] };
}

function readTurn({ role, content }: AnthropicMessage): readonly SandboxMessage[] {
  if (typeof content === "string") return [{ ...spoken(role), texts: [content] }];
  const results = content.flatMap((block) =>
    block.type === "tool_result" ? [readSaid("tool", block.content ?? [])] : [],
  );
  const rest = content.filter((block) => block.type !== "tool_result");
  if (rest.length === 0) return results;
  const toolCalls = rest.flatMap((block) =>
    block.type === "tool_use" ? [{ name: block.name, arguments: JSON.stringify(block.input) }] : [],
  );
  return [...results, { ...readSaid(role, rest), toolCalls }];
}

function readSaid(role: string, content: string | readonly AnthropicBlock[]): SandboxMessage {
  if (typeof content === "string") return { ...spoken(role), texts: [content] };
  return {
    ...spoken(role),
    texts: content.flatMap((block) => (block.type === "text" ? [block.text] : [])),
    pictures: content.flatMap((block) =>
      block.type === "image" ? [{ base64: block.source.data, detail: "auto" as const }] : [],
    ),
  };
}

function readToolChoice(choice: AnthropicBody["tool_choice"]): ToolChoice {
  if (!choice || choice.type === "auto") return { kind: "auto" };
  if (choice.type === "tool") return { kind: "named", name: choice.name };
  return { kind: choice.type === "any" ? "required" : "none" };
}

/** Tokens that each effort takes here; budgets are larger than what there is to be thought of. */
const thinkingTokens = { low: 16, medium: 48, high: 96, xhigh: 128, max: 160 } as const;

function readThinking({ thinking, output_config: config }: AnthropicBody): Thinking {
  if (!thinking || !thinks(thinking.type)) return quiet;
  const effort = thinking.type === "enabled" ? "low" : (config?.effort ?? "high");
  const display = "display" in thinking ? thinking.display : null;
  return { tokens: thinkingTokens[effort], shown: display !== "omitted" };
}

const quiet: Thinking = { tokens: 0, shown: false };

function thinks(type: string): boolean {
  return type === "adaptive" || type === "enabled";
}
