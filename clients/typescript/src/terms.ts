import { onlySaid } from "./only-said.ts";
import type { ChatBody } from "./types.ts";

/** What a call may say beside its body. */
export interface Terms {
  /** Dollars, such as `"0.05"`: the most that this call may cost. */
  readonly maxCost?: string | number;
  /** What happens when the connection is lost for good; `linger` where nothing is said. */
  readonly onDisconnect?: "linger" | "finish" | "stop";
  readonly hold?: "auto" | "full";
  /** Calls that belong together: one line of the statement. */
  readonly sessionId?: string;
  /** `false`: the answer is not kept, and can't be come back to once it has ended. */
  readonly store?: boolean;
  /** Made before the first attempt where none is given. */
  readonly idempotencyKey?: string;
  /** The call's own name, usable in place of its id; made where none is given. */
  readonly clientRequestId?: string;
  /** Stops the call when it is aborted. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the head of a stream, or the end of any other answer. */
  readonly timeoutMs?: number;
}

/** The body with its terms; the gateway checks them all, and JSON leaves out what isn't said. */
export function writeBody(body: ChatBody, terms: Terms): Readonly<Record<string, unknown>> {
  const { maxCost, onDisconnect, hold, sessionId, store } = terms;
  const said = {
    max_cost: maxCost,
    on_disconnect: onDisconnect,
    hold,
    session_id: sessionId,
    store,
  };
  return { ...body, ...onlySaid(said) };
}

/** The headers that carry a call's names, where it has some. */
export function writeHeaders({ idempotencyKey, clientRequestId }: Terms): Record<string, string> {
  return onlySaid({ "idempotency-key": idempotencyKey, "x-client-request-id": clientRequestId });
}
