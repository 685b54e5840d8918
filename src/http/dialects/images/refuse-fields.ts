import { isRecord } from "../../../core/is-record.ts";
import { type Refusal, refuse } from "../../../core/refusal.ts";

/** Refuses what no model here can be told, and what belongs to the chat that is written from it. */
export function refuseFields(body: unknown): Refusal | null {
  if (!isRecord(body)) return refuse("invalid_request", "The body must be a JSON object.");
  for (const [field, value] of Object.entries(body)) {
    const sentence = sentences.get(field);
    if (sentence === undefined || value === null) continue;
    return refuse("invalid_request", `\`${field}\` ${sentence}`, { param: field });
  }
  return null;
}

const ofChat = "is a field of chat completions: leave it out.";

const sentences: ReadonlyMap<string, string> = new Map([
  ["output_format", "is the provider's choice, and the answer says which it was: leave it out."],
  ["output_compression", "is the provider's choice: leave it out."],
  ["style", "has no counterpart here: say it in `prompt`."],
  ["svg", "is not supported here: leave it out."],
  ["complexity", "is not supported here: leave it out."],
  ["frame_count", "is not supported here: one call makes one picture."],
  ["frame_duration_ms", "is not supported here: one call makes one picture."],
  ["image_config", "is said by `size` here."],
  ["messages", "is `prompt` here."],
  ["modalities", ofChat],
  ["max_tokens", ofChat],
  ["max_completion_tokens", ofChat],
  ["tools", ofChat],
  ["tool_choice", ofChat],
  ["functions", ofChat],
  ["stream_options", ofChat],
]);
