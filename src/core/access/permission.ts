import type { Model } from "../catalogue/model.ts";
import type { TwoStep } from "../catalogue/two-step.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Key } from "./account.ts";

/** Whether a key may be used at all at this instant. */
export function keyUsable(key: Key, now: number): boolean {
  return !key.disabled && (key.expiresAt === null || now < key.expiresAt);
}

/** Whether the key's list of available models has this one; null where it does. */
export function refuseModel(key: Key, model: Model): Refusal | null {
  if (key.models === null || key.models.includes(model.id)) return null;
  const list = key.models.length === 0 ? "no model at all" : key.models.join(", ");
  return refuse(
    "model_not_available",
    `The key itself is good, but its list of available models lacks ${model.id}. ` +
      `Available to key "${key.name}": ${list}.`,
    { param: "model", metadata: { available_models: key.models } },
  );
}

/** Whether the key may use two models as one: it lists that very pair, or both of them. */
export function refuseTwoStep(key: Key, { id, vision, writer }: TwoStep): Refusal | null {
  if (key.models?.includes(id)) return null;
  return refuseModel(key, vision) ?? refuseModel(key, writer);
}

/** The most output tokens this key may ask of this model in one call. */
export function outputLimit(key: Key, model: Model): number {
  return Math.min(model.outputTokensMax, key.outputTokensMax ?? model.outputTokensMax);
}

/** A limit asked above the model's or the key's is refused, never clamped in silence. */
export function refuseOutputLimit(key: Key, model: Model, asked: number | null): Refusal | null {
  const limit = outputLimit(key, model);
  if (asked === null || asked <= limit) return null;
  const whose = limit < model.outputTokensMax ? `key "${key.name}"` : `model ${model.id}`;
  return refuse(
    "invalid_request",
    `max_tokens is ${asked}, but the ${whose} allows at most ${limit} output tokens.`,
    { param: "max_tokens", metadata: { max_tokens: asked, allowed: limit } },
  );
}
