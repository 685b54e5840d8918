import type { Hold } from "../core/ledger/types.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Caller, Gateway } from "./gateway.ts";

/**
 * Stops a running call at its provider and answers its final state, charge included. Whoever
 * settles first wins: a finished call answers as it ended, and nothing changes.
 */
export async function cancelChat(
  gateway: Gateway,
  caller: Caller,
  idOrName: string,
): Promise<Hold | Refusal> {
  const running = gateway.running.find(caller.account.id, idOrName);
  if (running === null) return await findCall(gateway, caller, idOrName);
  if (running.hold.order.projectId !== caller.key.projectId) return refuseUnknownCall(idOrName);
  running.stopper.stop("cancelled");
  const settled = await running.ended;
  return settled.hold;
}

/** The record of a call, readable within its project: its hold, open or resolved. */
export async function findCall(
  gateway: Gateway,
  caller: Caller,
  idOrName: string,
): Promise<Hold | Refusal> {
  const { ledger } = gateway.store;
  const hold =
    (await ledger.hold(idOrName)) ??
    (await ledger.holdByClientRequestId(caller.account.id, idOrName));
  return hold !== null && hold.order.projectId === caller.key.projectId
    ? hold
    : refuseUnknownCall(idOrName);
}

function refuseUnknownCall(idOrName: string): Refusal {
  return refuse("not_found", `This project has no call "${idOrName.slice(0, 200)}".`);
}
