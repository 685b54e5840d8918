import type { AskedThinking } from "../../../core/chat/asked-thinking.ts";
import type { PassedOn } from "../../../core/chat/request.ts";
import { toJsonSchema } from "./json-schema.ts";
import type { GenerateBody, GenerationConfig } from "./schema.ts";

/** All that a call says beside its turns, in the words of the dialect inside. */
export function readSettings(body: GenerateBody): PassedOn {
  const config = body.generationConfig ?? {};
  const { stopSequences: stop, responseModalities: modalities, imageConfig: image } = config;
  const settings = {
    temperature: config.temperature,
    top_p: config.topP,
    top_k: config.topK,
    seed: config.seed,
    stop: stop?.length === 0 ? undefined : stop,
    presence_penalty: config.presencePenalty,
    frequency_penalty: config.frequencyPenalty,
    logprobs: config.responseLogprobs,
    top_logprobs: config.logprobs,
    response_format: readFormat(config),
    modalities: modalities?.map((one) => one.toLowerCase()),
    image_config: image && { aspect_ratio: image.aspectRatio, image_size: image.imageSize },
    safety_settings: body.safetySettings?.length === 0 ? undefined : body.safetySettings,
    ...readTools(body),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function readFormat(config: GenerationConfig): unknown {
  const { responseMimeType: type, responseSchema, responseJsonSchema } = config;
  const schema = responseJsonSchema ?? toJsonSchema(responseSchema);
  if (schema !== undefined) {
    return { type: "json_schema", json_schema: { name: "answer", schema } };
  }
  return type === "application/json" ? { type: "json_object" } : undefined;
}

function readTools({ tools = [], toolConfig }: GenerateBody): PassedOn {
  const declared = tools.flatMap(({ functionDeclarations: all = [] }) => all);
  if (declared.length === 0) return {};
  const { mode, allowedFunctionNames: [only] = [] } = toolConfig?.functionCallingConfig ?? {};
  const named = { type: "function", function: { name: only } };
  return {
    tools: declared.map(({ name, description, parameters, parametersJsonSchema }) => ({
      type: "function",
      function: {
        name,
        ...(description ? { description } : {}),
        parameters: parametersJsonSchema ??
          toJsonSchema(parameters) ?? { type: "object", properties: {} },
      },
    })),
    tool_choice: mode === "ANY" && only !== undefined ? named : modes.get(mode ?? ""),
  };
}

const modes: ReadonlyMap<string, string> = new Map([
  ["AUTO", "auto"],
  ["ANY", "required"],
  ["NONE", "none"],
]);

/** What a call says of thinking; undefined where it says nothing. */
export function readThinking(config: GenerationConfig = {}): AskedThinking | undefined {
  const { thinkingConfig: given } = config;
  if (given === undefined) return undefined;
  const { thinkingBudget: budget, thinkingLevel: level, includeThoughts: shown = false } = given;
  const effort = level === undefined || level.endsWith("UNSPECIFIED") ? null : level.toLowerCase();
  if (budget === 0) return { mode: "off", budgetTokens: null, effort, shown };
  if (budget !== undefined && budget > 0) {
    return { mode: "budget", budgetTokens: budget, effort, shown };
  }
  const thinks = budget === -1 || effort !== null;
  return { mode: thinks ? "adaptive" : null, budgetTokens: null, effort, shown };
}
