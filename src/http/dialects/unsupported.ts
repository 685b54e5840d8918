import { type Refusal, refuse } from "../../core/refusal.ts";

/**
 * Refuses fields that would change the price or the answer and are not supported: passing them on
 * would bill what nobody priced, and dropping them would answer another question than was asked.
 */
export function refuseUnsupported(body: unknown): Refusal | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return refuse("invalid_request", "The body must be a JSON object.");
  }
  for (const [field, value] of Object.entries(body)) {
    const allowed = fields.get(field);
    if (allowed === undefined || value === null) continue;
    if (allowed.values.includes(value)) continue;
    return refuse("invalid_request", `\`${field}\` ${allowed.sentence}`, { param: field });
  }
  return refuseTools(body) ?? refuseParts(body);
}

/** Tools that the provider runs itself are billed by themselves, and nobody priced them. */
function refuseTools(body: object): Refusal | null {
  const tools: readonly unknown[] = "tools" in body && Array.isArray(body.tools) ? body.tools : [];
  for (const [at, tool] of tools.entries()) {
    if (typeof tool !== "object" || tool === null || !("type" in tool)) continue;
    if (typeof tool.type !== "string" || ownTools.includes(tool.type)) continue;
    const param = `tools[${at}].type`;
    const sentence = `\`${param}\` ${tool.type.slice(0, 100)} is not priced here.`;
    return refuse("invalid_request", sentence, { param });
  }
  return null;
}

/** Tools that the caller runs. */
const ownTools: readonly string[] = ["function", "custom"];

interface Allowed {
  readonly values: readonly unknown[];
  readonly sentence: string;
}

const oneAnswer: Allowed = { values: [1], sentence: "must be 1: one call gives one answer." };
const elsewhere: Allowed = {
  values: [],
  sentence: "would have the provider answer by another model, or at another price.",
};

const fields: ReadonlyMap<string, Allowed> = new Map([
  ["n", oneAnswer],
  ["best_of", oneAnswer],
  // What OpenRouter and LiteLLM route by: the key's list of models and the price are `model`'s.
  ["models", elsewhere],
  ["route", elsewhere],
  ["provider", elsewhere],
  ["fallbacks", elsewhere],
  [
    "service_tier",
    { values: ["auto", "default"], sentence: "other than auto or default is not priced here." },
  ],
  ["web_search_options", { values: [], sentence: "is not priced here." }],
  // Searches that xAI and OpenRouter bill by themselves.
  ["search_parameters", { values: [], sentence: "is not priced here." }],
  ["plugins", { values: [], sentence: "is not priced here." }],
  ["prediction", { values: [], sentence: "is not priced here." }],
  ["audio", { values: [], sentence: "output is not priced here." }],
]);

function refuseParts(body: object): Refusal | null {
  if ("modalities" in body && Array.isArray(body.modalities) && body.modalities.includes("audio")) {
    return refuse(
      "invalid_request",
      "`modalities` must not include audio: it is not priced here.",
      {
        param: "modalities",
      },
    );
  }
  const messages = "messages" in body && Array.isArray(body.messages) ? body.messages : [];
  for (const [at, message] of messages.entries()) {
    const content: unknown = message?.content;
    if (!Array.isArray(content)) continue;
    const index = content.findIndex((part) => unsupportedParts.includes(part?.type));
    if (index === -1) continue;
    const param = `messages[${at}].content[${index}].type`;
    return refuse(
      "invalid_request",
      `\`${param}\` ${content[index]?.type} is not supported here.`,
      {
        param,
      },
    );
  }
  return null;
}

const unsupportedParts: readonly unknown[] = ["input_audio", "file", "input_video", "video_url"];
