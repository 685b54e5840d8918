import { isRecord } from "../../../core/is-record.ts";

/**
 * What a provider wants to see again of a call or of its thoughts, as a `thoughtSignature`. One of
 * this dialect's own provider is that signature; what others want is carried within one. It is
 * base64 either way: some clients keep its bytes and not its text.
 */
export function writeSignature(extra: unknown): string | null {
  if (!isRecord(extra)) return null;
  const own = isRecord(extra["google"]) ? extra["google"]["thought_signature"] : undefined;
  if (typeof own === "string") return own;
  return Buffer.from(JSON.stringify({ [mark]: extra }), "utf8").toString("base64");
}

/** The same again from a signature that came back. */
export function readSignature(signature: string): Readonly<Record<string, unknown>> {
  const carried = parse(Buffer.from(signature, "base64").toString("utf8"));
  const extra = isRecord(carried) ? carried[mark] : undefined;
  return isRecord(extra) ? extra : { google: { thought_signature: signature } };
}

const mark = "farebox";

function parse(text: string): unknown {
  if (!text.startsWith(`{"${mark}":`)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
