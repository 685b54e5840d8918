import { writeBill } from "../../core/chat/write-hold.ts";
import type { Hold } from "../../core/ledger/types.ts";
import type { Refusal } from "../../core/refusal.ts";

/** A refusal that came after the hold, with the call's id, usage and cost among its numbers. */
export function addBill(refusal: Refusal, hold: Hold): Refusal {
  return { ...refusal, metadata: { ...refusal.metadata, ...writeBill(hold) } };
}
