import { bounds } from "../bounds.ts";
import { readDirectives } from "../directives.ts";
import { makesPictures, pictureForm } from "../picture-sizes.ts";
import {
  type AnswerFormat,
  type Detail,
  isRejection,
  type PictureOrder,
  type Rejection,
  reject,
  type SandboxMessage,
  type SandboxRequest,
  type Thinking,
  type ToolChoice,
} from "../request.ts";
import {
  checkBody,
  type GeminiBody,
  type GeminiConfig,
  type GeminiContent,
  type GeminiPart,
  shapeFault,
} from "./gemini-shape.ts";

interface Address {
  readonly model: string;
  readonly stream: boolean;
}

/** Reads the body of Google's `generateContent` and its streaming sister. */
export function readGeminiRequest(
  body: unknown,
  { model, stream }: Address,
): SandboxRequest | Rejection {
  if (!checkBody.Check(body)) return shapeFault(body);
  const config = body.generationConfig ?? {};
  const messages = readMessages(body, detailOf(config.mediaResolution) ?? "auto");
  const pictureCount = messages.reduce((sum, message) => sum + message.pictures.length, 0);
  if (pictureCount > bounds.picturesMax) {
    return reject(`At most ${bounds.picturesMax} pictures are taken.`, { param: "contents" });
  }
  const unsigned = findUnsigned(body.contents, model);
  if (unsigned !== null) return unsigned;
  const directives = readDirectives(messages.flatMap((message) => message.texts));
  if (isRejection(directives)) return directives;
  const picture = readPictureOrder(config, model, messages);
  if (picture !== null && isRejection(picture)) return picture;
  return {
    model,
    messages,
    tools: readTools(body),
    toolChoice: readToolChoice(body),
    format: readFormat(config),
    outputTokensMax: config.maxOutputTokens ?? null,
    stream,
    includeUsage: true,
    picture,
    thinking: readThinking(config),
    directives,
  };
}

function readMessages(body: GeminiBody, usual: Detail): readonly SandboxMessage[] {
  const system = body.systemInstruction?.parts ?? [];
  const told: readonly SandboxMessage[] =
    system.length === 0 ? [] : [{ ...readTurn(system, usual), role: "system" }];
  return [...told, ...body.contents.flatMap((content) => readContent(content, usual))];
}

function readContent(content: GeminiContent, usual: Detail): readonly SandboxMessage[] {
  const results = content.parts.flatMap(({ functionResponse: result }): SandboxMessage[] => {
    if (result === undefined) return [];
    const texts = [JSON.stringify(result.response ?? {})];
    return [{ role: "tool", name: result.name, texts, pictures: [], toolCalls: [] }];
  });
  const rest = content.parts.filter((part) => part.functionResponse === undefined);
  if (rest.length === 0) return results;
  const role = content.role === "model" ? "assistant" : "user";
  return [...results, { ...readTurn(rest, usual), role }];
}

function readTurn(parts: readonly GeminiPart[], usual: Detail): Omit<SandboxMessage, "role"> {
  return {
    name: null,
    texts: parts.flatMap((part) => (part.text === undefined ? [] : [part.text])),
    pictures: parts.flatMap(({ inlineData: data, mediaResolution }) =>
      data === undefined
        ? []
        : [{ base64: data.data, detail: detailOf(mediaResolution?.level) ?? usual }],
    ),
    toolCalls: parts.flatMap(({ functionCall: call }) =>
      call === undefined ? [] : [{ name: call.name, arguments: JSON.stringify(call.args ?? {}) }],
    ),
  };
}

const details: Readonly<Record<string, Detail>> = {
  MEDIA_RESOLUTION_LOW: "low",
  MEDIA_RESOLUTION_HIGH: "high",
  MEDIA_RESOLUTION_ULTRA_HIGH: "original",
};

function detailOf(level: string | undefined): Detail | null {
  return level === undefined ? null : (details[level] ?? null);
}

/** The third generation wants to see again what it signed, with the first call of each turn. */
function findUnsigned(contents: readonly GeminiContent[], model: string): Rejection | null {
  if (!/^gemini-([3-9]|\d\d)/.test(model)) return null;
  for (const [at, content] of contents.entries()) {
    const first = content.parts.findIndex((part) => part.functionCall !== undefined);
    if (first === -1 || content.parts[first]?.thoughtSignature !== undefined) continue;
    return reject(
      "Function call is missing a thought_signature in functionCall parts. " +
        `Function call in contents[${at}], position ${first + 1}.`,
    );
  }
  return null;
}

function readTools({ tools }: GeminiBody): SandboxRequest["tools"] {
  return (tools ?? []).flatMap(({ functionDeclarations: declared }) =>
    (declared ?? []).map((tool) => ({
      name: tool.name,
      description: tool.description ?? "",
      parameters: tool.parametersJsonSchema ?? tool.parameters ?? null,
    })),
  );
}

function readToolChoice({ toolConfig }: GeminiBody): ToolChoice {
  const { mode = "AUTO", allowedFunctionNames: names = [] } =
    toolConfig?.functionCallingConfig ?? {};
  if (mode === "NONE") return { kind: "none" };
  if (mode !== "ANY") return { kind: "auto" };
  const [name] = names;
  return name === undefined ? { kind: "required" } : { kind: "named", name };
}

function readFormat(config: GeminiConfig): AnswerFormat {
  if (config.responseMimeType !== "application/json") return { kind: "text" };
  const schema = config.responseJsonSchema ?? config.responseSchema;
  return schema === undefined ? { kind: "json" } : { kind: "schema", schema };
}

/** Tokens that each level of thinking takes here. */
const thinkingTokens: Readonly<Record<string, number>> = {
  MINIMAL: 0,
  LOW: 16,
  MEDIUM: 48,
  HIGH: 96,
};

/** Budgets are larger than what there is to be thought of. */
const thinkingMax = 96;

function readThinking({ thinkingConfig: config = {} }: GeminiConfig): Thinking {
  const level = thinkingTokens[(config.thinkingLevel ?? "").toUpperCase()] ?? 0;
  const budget = Math.min(Math.max(config.thinkingBudget ?? 0, 0), thinkingMax);
  return { tokens: Math.max(level, budget), shown: config.includeThoughts ?? false };
}

/** A picture is asked for by its modality, or in words where no modality is named. */
function readPictureOrder(
  config: GeminiConfig,
  model: string,
  messages: readonly SandboxMessage[],
): PictureOrder | Rejection | null {
  const modalities = config.responseModalities ?? [];
  const asked = modalities.includes("IMAGE");
  if (!makesPictures(model)) {
    return asked ? reject(`${model} gives out no pictures.`) : null;
  }
  const words = messages.findLast(({ role }) => role === "user")?.texts.join("\n") ?? "";
  if (!asked && (modalities.length > 0 || !wantsPicture.test(words))) return null;
  const { aspectRatio = null, imageSize = null } = config.imageConfig ?? {};
  const order = { aspectRatio, imageSize, alone: asked && !modalities.includes("TEXT") };
  if (pictureForm(model, order) !== null) return order;
  return reject(`${model} makes no picture of ${aspectRatio ?? "1:1"} at ${imageSize ?? "1K"}.`);
}

const wantsPicture =
  /\b(draw|paint|generate|create|make|render)\b.{0,80}\b(picture|image|photo|drawing|logo)\b/is;
