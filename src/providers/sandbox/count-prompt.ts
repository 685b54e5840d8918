import type { PictureMeasure } from "./measure-picture.ts";
import type { SandboxMessage, SandboxRequest, SandboxTool } from "./request.ts";
import { pictureTokens } from "./vision-tokens.ts";
import { countText } from "./vocabulary.ts";

/** Tokens of a prompt, by modality. */
export interface PromptTokens {
  readonly text: number;
  readonly image: number;
}

/**
 * Counts a prompt as OpenAI's cookbook does ("How to count tokens with tiktoken", o200k_base):
 * 3 for each message, its role, name, text and tool calls, 3 to begin the answer, and the tools.
 * Pictures, in the order of the messages, by the model's own rule.
 */
export async function countPrompt(
  request: SandboxRequest,
  pictures: readonly PictureMeasure[],
): Promise<PromptTokens> {
  let text = 3;
  for (const message of request.messages) text += await countMessage(message);
  if (request.tools.length > 0) text += 12;
  for (const tool of request.tools) text += await countTool(tool);

  const details = request.messages.flatMap((message) => message.pictures);
  let image = 0;
  for (const [index, { width, height }] of pictures.entries()) {
    const detail = details[index]?.detail ?? "auto";
    image += pictureTokens(request.model, { width, height, detail });
  }
  return { text, image };
}

async function countMessage(message: SandboxMessage): Promise<number> {
  let tokens = 3 + (await countText(message.role));
  if (message.name !== null) tokens += 1 + (await countText(message.name));
  for (const text of message.texts) tokens += await countText(text);
  for (const call of message.toolCalls) {
    tokens += (await countText(call.name)) + (await countText(call.arguments));
  }
  return tokens;
}

/** The cookbook's rule for flat schemas; what lies deeper in one is not counted. */
async function countTool(tool: SandboxTool): Promise<number> {
  let tokens = 7 + (await countText(`${tool.name}:${withoutStop(tool.description)}`));
  const properties = Object.entries(recordOf(tool.parameters?.["properties"]));
  if (properties.length > 0) tokens += 3;
  for (const [name, value] of properties) {
    const property = recordOf(value);
    const choices = Array.isArray(property["enum"]) ? property["enum"] : null;
    tokens += choices === null ? 3 : 0;
    for (const choice of choices ?? []) tokens += 3 + (await countText(String(choice)));
    const description = withoutStop(String(property["description"] ?? ""));
    tokens += await countText(`${name}:${String(property["type"] ?? "")}:${description}`);
  }
  return tokens;
}

function withoutStop(text: string): string {
  return text.endsWith(".") ? text.slice(0, -1) : text;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}
