import type { Hold } from "../core/ledger/types.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import type { Caller, Gateway } from "./gateway.ts";
import type { RunningCall } from "./running-calls.ts";

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
  if (running !== null) return await stopRunning(gateway, { caller, idOrName }, running);
  const hold = await findCall(gateway, caller, idOrName);
  if (isRefusal(hold) || hold.state !== "open") return hold;
  // An older call of that name may run on, where a newer one was refused.
  const older = gateway.running.find(caller.account.id, hold.order.id);
  if (older === null) return await findCall(gateway, caller, hold.order.id);
  return await stopRunning(gateway, { caller, idOrName }, older);
}

interface Cancelling {
  readonly caller: Caller;
  readonly idOrName: string;
}

async function stopRunning(
  gateway: Gateway,
  { caller, idOrName }: Cancelling,
  running: RunningCall,
): Promise<Hold | Refusal> {
  if (running.order.projectId !== caller.key.projectId) return refuseUnknownCall(idOrName);
  running.stopper.stop("cancelled");
  const ending = await running.ended;
  if ("joined" in ending) return await cancelChat(gateway, caller, ending.joined.order.id);
  // A call whose hold was refused never was one.
  return isRefusal(ending) ? refuseUnknownCall(idOrName) : ending.hold;
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
