import { isRecord } from "../core/is-record.ts";
import type { UpstreamOrder } from "../ports/upstream.ts";

/** What is wrong with a field's value for one model, in a sentence; null where it can be said. */
export type FindFault = (value: unknown, model: string) => string | null;

/**
 * The first field of a call that a wire has no word for, or whose value it can't say. Left out in
 * silence it would answer another question than was asked.
 */
export function findFieldsFault(
  { chat, model }: UpstreamOrder,
  fields: ReadonlyMap<string, FindFault>,
): string | null {
  for (const [name, value] of Object.entries(chat.passedOn)) {
    if (value === null || value === undefined) continue;
    const find = fields.get(name);
    const fault = find === undefined ? noCounterpart(name) : find(value, model);
    if (fault !== null) return fault;
  }
  return null;
}

export function noCounterpart(name: string): string {
  return `\`${name}\` has no counterpart at this provider: leave it out.`;
}

export function must(fits: (value: unknown) => boolean, sentence: string): FindFault {
  return (value) => (fits(value) ? null : sentence);
}

/** Fields that name, route and file a call, and change nothing of its answer. */
export const filingFields: readonly (readonly [string, FindFault])[] = [
  "metadata",
  "safety_identifier",
  "prompt_cache_key",
  "service_tier",
].map((name) => [name, () => null]);

export const isNumber = (value: unknown): boolean => typeof value === "number";
export const isFlag = (value: unknown): boolean => typeof value === "boolean";
export const isText = (value: unknown): boolean => typeof value === "string";

export function isStop(value: unknown): boolean {
  return isText(value) || (Array.isArray(value) && value.every(isText));
}

export function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
