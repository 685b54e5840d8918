import type { ChatRequest } from "../../core/chat/request.ts";
import type { Picodollars } from "../../core/money/picodollars.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { disconnectPolicies } from "../../core/settings/settings.ts";
import { readAmount } from "../read-amount.ts";
import type { ExtraHeaders } from "./extra-headers.ts";

/** What any dialect may say beside its own fields, in its body. */
export interface BodyExtras {
  readonly session_id?: string | undefined;
  readonly max_cost?: string | number | undefined;
  readonly hold?: ChatRequest["hold"] | undefined;
  readonly on_disconnect?: Exclude<ChatRequest["onDisconnect"], null> | undefined;
  readonly two_step?: { readonly summary_tokens: number } | undefined;
  readonly store?: boolean | null | undefined;
}

export type Extras = Pick<
  ChatRequest,
  | "sessionId"
  | "clientRequestId"
  | "maxCost"
  | "onDisconnect"
  | "hold"
  | "store"
  | "summaryTokensMax"
>;

/** Reads the extras of a call; a field of the body wins over its header. */
export function readExtras(body: BodyExtras, headers: ExtraHeaders): Extras | Refusal {
  const maxCost = readMaxCost(body.max_cost ?? headers.maxCost ?? null);
  if (maxCost === "wrong") {
    return refuse(
      "invalid_request",
      "`max_cost` must be a positive amount in dollars with at most twelve decimals.",
      { param: "max_cost" },
    );
  }
  const names = { sessionId: headers.sessionId, clientRequestId: headers.clientRequestId };
  for (const [name, value] of Object.entries(names)) {
    if (value !== undefined && !/^[\x20-\x7e]{1,128}$/.test(value)) {
      const header = name === "sessionId" ? "X-Session-Id" : "X-Client-Request-Id";
      return refuse("invalid_request", `${header} must be 1 to 128 printable characters.`);
    }
  }
  const policy = disconnectPolicies.find((one) => one === headers.onDisconnect);
  if (headers.onDisconnect !== undefined && policy === undefined) {
    const allowed = disconnectPolicies.join(", ");
    return refuse("invalid_request", `X-Farebox-On-Disconnect must be one of ${allowed}.`);
  }
  return {
    sessionId: body.session_id ?? headers.sessionId ?? null,
    clientRequestId: headers.clientRequestId ?? null,
    onDisconnect: body.on_disconnect ?? policy ?? null,
    maxCost,
    hold: body.hold ?? "auto",
    store: body.store ?? true,
    summaryTokensMax: body.two_step?.summary_tokens ?? null,
  };
}

function readMaxCost(given: string | number | null): Picodollars | null | "wrong" {
  if (given === null) return null;
  const amount = readAmount(given);
  return amount === null || amount <= 0n ? "wrong" : amount;
}
