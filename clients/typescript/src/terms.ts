import { checkWhole } from "./check-whole.ts";
import { SettingError } from "./errors.ts";
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
  /** `false`: the answer is not kept, and can't be come back to. */
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

/** The body with its terms in it; what the body says itself stays where the terms say nothing. */
export function writeBody(body: ChatBody, terms: Terms): Readonly<Record<string, unknown>> {
  const { maxCost, onDisconnect, hold, sessionId, store } = terms;
  const fields = {
    max_cost: maxCost === undefined ? undefined : checkDollars(maxCost),
    on_disconnect: onDisconnect ?? body["on_disconnect"] ?? "linger",
    hold,
    session_id: sessionId,
    store,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...body, ...Object.fromEntries(given) };
}

/** The headers that carry a call's names. */
export function writeHeaders(terms: Terms): Record<string, string> {
  const { idempotencyKey, clientRequestId, timeoutMs } = terms;
  if (timeoutMs !== undefined) checkWhole("timeoutMs", timeoutMs, { otherwise: timeoutMs });
  return {
    "idempotency-key": checkName("idempotencyKey", idempotencyKey, 255),
    "x-client-request-id": checkName("clientRequestId", clientRequestId, 128),
  };
}

/** An amount of dollars above nothing. Throws `SettingError` where it is none. */
export function checkDollars(amount: string | number): string | number {
  if (/^\d+(\.\d+)?$/.test(String(amount)) && Number(amount) > 0) return amount;
  throw new SettingError(
    `maxCost is ${JSON.stringify(amount)}; it is a number of dollars above 0, such as "0.05"`,
  );
}

function checkName(name: string, value: string | undefined, most: number): string {
  if (value === undefined) return crypto.randomUUID();
  if (/^[\x20-\x7e]+$/.test(value) && value.length <= most) return value;
  const seen = `${name} is ${JSON.stringify(value.slice(0, most))}`;
  throw new SettingError(`${seen}; it has 1 to ${most} printable ASCII characters`);
}
