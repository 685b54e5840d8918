import { isRecord } from "../../../core/is-record.ts";
import { type Refusal, refuse } from "../../../core/refusal.ts";

const mark = "farebox1.";

/**
 * What a provider wants to see again of its thoughts, as the text of `encrypted_content`. It is
 * carried and never understood: the provider has signed or encrypted it itself.
 */
export function seal(extra: unknown): string {
  return mark + Buffer.from(JSON.stringify(extra), "utf8").toString("base64url");
}

/** The same again from the text; refuses what was not made here. */
export function readSealed(
  sealed: string,
  param: string,
): Readonly<Record<string, unknown>> | Refusal {
  const value = sealed.startsWith(mark) ? parse(sealed.slice(mark.length)) : undefined;
  if (isRecord(value)) return value;
  const sentence = `\`${param}\` was not made by this gateway: send the item without it.`;
  return refuse("invalid_request", sentence, { param });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
