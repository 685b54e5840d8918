import type { Refusal } from "../../../core/refusal.ts";
import { writeError } from "../write-error.ts";

/** Tells refusals in the words of a picture's request. */
export function writeImageError(refusal: Refusal): Record<string, unknown> {
  return writeError(renameFields(refusal));
}

/** What the chat inside calls its limit, a picture's caller never said. */
export function renameFields(refusal: Refusal): Refusal {
  const { param, message, metadata } = refusal;
  if (param === "messages") return { ...refusal, param: "prompt" };
  if (param !== "max_tokens" && param !== "max_completion_tokens") return refusal;
  const tokens = String(metadata?.["max_tokens"]);
  const said = `A picture of this size may take ${tokens} output tokens: ${message}`;
  return { ...refusal, param: "size", message: said };
}
