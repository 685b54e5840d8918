import { isRefusal } from "../core/refusal.ts";
import { findCall } from "../flow/cancel-chat.ts";
import type { Caller } from "../flow/gateway.ts";
import type { RecallOutput } from "./dialects/dialect.ts";
import type { Edge } from "./edge.ts";

/** Looks up earlier answers for a caller: those of its own project, while they are kept. */
export function recallOutput({ gateway, outputs }: Edge, caller: Caller): RecallOutput {
  return async (callId) => {
    const hold = await findCall(gateway, caller, callId);
    return isRefusal(hold) ? null : await outputs.find(hold.order.id);
  };
}
