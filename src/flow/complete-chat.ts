import type { ChatRequest } from "../core/chat/request.ts";
import type { Idempotency } from "../core/ledger/types.ts";
import { isRefusal, type Refusal } from "../core/refusal.ts";
import { type Admitted, admit } from "./admit.ts";
import { carry } from "./carry.ts";
import { estimateCall } from "./estimate-steps.ts";
import { findRepeated } from "./find-repeated.ts";
import type { Caller, Gateway } from "./gateway.ts";
import { type Joined, placeHold } from "./hold.ts";
import type { Output } from "./output.ts";
import { type Settled, settle } from "./settle.ts";
import type { Stopper } from "./stopper.ts";

/** One call as the edge hands it over: its caller known, its body read. */
export interface Call {
  readonly caller: Caller;
  readonly chat: ChatRequest;
  readonly output: Output;
  readonly stopper: Stopper;
  /** The same key again is the same call; null where the caller named none. */
  readonly idempotency: Idempotency | null;
  /** Takes room for bytes beside the body until the call is over; false where there is none. */
  readonly takeRoom: (bytes: number) => boolean;
  /** Monotonic milliseconds. */
  readonly arrivedAtMs: number;
}

/**
 * A request's whole life: recognise, admit, estimate, hold, dispatch, relay and meter, settle.
 * Streamed and buffered calls take the same road; they differ only in their output. A refusal came
 * before anything was held; what comes later is told by the output. Rejects only where a promise of
 * ours was broken or the store failed.
 */
export async function completeChat(
  gateway: Gateway,
  call: Call,
): Promise<Settled | Joined | Refusal> {
  const repeated = await findRepeated(gateway, call);
  if (repeated !== null) return repeated;

  const admitted = admit(gateway, call);
  if (isRefusal(admitted)) return admitted;

  try {
    return await serve(gateway, admitted);
  } finally {
    gateway.rateLimits.leave(call.caller.account);
  }
}

async function serve(gateway: Gateway, admitted: Admitted): Promise<Settled | Joined | Refusal> {
  const estimate = await estimateCall(gateway, admitted);
  if (isRefusal(estimate)) return estimate;

  const held = await placeHold(gateway, admitted, estimate);
  if (isRefusal(held) || "joined" in held) return held;

  // From here on money is set aside: every way out leads through settle, the only place that
  // resolves a hold of a living call.
  const journey = await carry(gateway, held);
  const settling = settle(gateway, held, journey);
  held.announce(settling);
  try {
    const settled = await settling;
    admitted.call.output.end(settled, journey.closing);
    return settled;
  } finally {
    gateway.running.remove(held.running);
  }
}
