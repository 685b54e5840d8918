import { type Refusal, refusals } from "../../core/refusal.ts";

/** Writes a refusal as the body of an answer; `id` is the call's, null before there is one. */
export type WriteError = (refusal: Refusal, id: string | null) => Record<string, unknown>;

/** A refusal in OpenAI's shape, which is the gateway's own. */
export function writeError(refusal: Refusal): Record<string, unknown> {
  return {
    error: {
      message: refusal.message,
      type: refusals[refusal.refused].type,
      param: refusal.param,
      code: refusal.refused,
      ...(refusal.metadata === null ? {} : { metadata: refusal.metadata }),
    },
  };
}
