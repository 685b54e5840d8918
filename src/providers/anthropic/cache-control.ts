import { isRecord } from "../../core/is-record.ts";

/**
 * `cache_control` of a part, a message or a tool, as it was given: up to here the provider is to
 * cache the prompt.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function cacheControlOf(given: Readonly<Record<string, unknown>>): {
  readonly cache_control?: unknown;
} {
  const control = given["cache_control"];
  return isRecord(control) ? { cache_control: control } : {};
}
