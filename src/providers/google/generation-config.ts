import type { PassedOn } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import { generationOf, levelsFrom } from "./generation.ts";
import { writeAskedThinking, writeThinking } from "./thinking.ts";

/** `generationConfig` of a request whose fields have all been found expressible. */
export function writeGenerationConfig(order: UpstreamOrder): object {
  const given = order.chat.passedOn;
  const value = (name: string): unknown => given[name] ?? undefined;
  return {
    maxOutputTokens: order.outputTokensMax,
    temperature: value("temperature"),
    topP: value("top_p"),
    topK: value("top_k"),
    seed: value("seed"),
    stopSequences: writeStop(given["stop"]),
    presencePenalty: value("presence_penalty"),
    frequencyPenalty: value("frequency_penalty"),
    ...writeLogprobs(given),
    ...writeFormat(given["response_format"]),
    responseModalities: writeModalities(given["modalities"]),
    imageConfig: writeImageConfig(given["image_config"]),
    mediaResolution: writeResolution(order),
    thinkingConfig: writeThinkingConfig(order),
  };
}

function writeThinkingConfig({ model, chat }: UpstreamOrder): object | undefined {
  if (chat.thinking !== undefined) return writeAskedThinking(model, chat.thinking);
  const { reasoning_effort: effort, include_reasoning: shown } = chat.passedOn;
  return writeThinking(model, { effort, shown });
}

function writeStop(stop: unknown): readonly unknown[] | undefined {
  if (typeof stop === "string") return [stop];
  return Array.isArray(stop) && stop.length > 0 ? stop : undefined;
}

function writeLogprobs(given: PassedOn): object {
  if (given["logprobs"] !== true) return {};
  return { responseLogprobs: true, logprobs: given["top_logprobs"] ?? undefined };
}

function writeFormat(format: unknown): object {
  if (!isRecord(format) || format["type"] === "text") return {};
  const named = format["json_schema"];
  const schema = isRecord(named) ? named["schema"] : undefined;
  return { responseMimeType: "application/json", responseJsonSchema: schema ?? undefined };
}

function writeModalities(modalities: unknown): readonly string[] | undefined {
  if (!Array.isArray(modalities) || modalities.length === 0) return undefined;
  return modalities.map((one) => String(one).toUpperCase());
}

function writeImageConfig(config: unknown): object | undefined {
  if (!isRecord(config)) return undefined;
  return { aspectRatio: config["aspect_ratio"], imageSize: config["image_size"] };
}

/**
 * One resolution for all pictures, as the second generation has it; the third has one for each
 * picture, and the first has none. `auto` and a mixture are the model's own choice, which counts
 * what `high` does.
 * Source: https://ai.google.dev/gemini-api/docs/media-resolution (2026-11-22).
 */
function writeResolution({ pictures, model }: UpstreamOrder): string | undefined {
  const generation = generationOf(model);
  if (pictures.length === 0 || generation < 2 || generation >= levelsFrom) return undefined;
  if (pictures.every((picture) => picture.detail === "low")) return "MEDIA_RESOLUTION_LOW";
  const high = pictures.every(({ detail }) => detail === "high" || detail === "original");
  return high ? "MEDIA_RESOLUTION_HIGH" : undefined;
}
