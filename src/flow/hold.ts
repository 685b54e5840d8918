import { sumUsage } from "../core/ledger/call-usage.ts";
import type { Hold, HoldOrder } from "../core/ledger/types.ts";
import type { Meter } from "../core/metering/meter.ts";
import { least, type Picodollars, plus, zero } from "../core/money/picodollars.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Usage } from "../core/tokens/usage.ts";
import type { Admitted } from "./admit.ts";
import { priceVersionOf, refuseDraining } from "./agree-terms.ts";
import type { CallEstimate } from "./estimate-steps.ts";
import type { Gateway } from "./gateway.ts";
import { openMeter } from "./open-meter.ts";
import { refuseHold } from "./refuse-hold.ts";
import type { RunningCall } from "./running-calls.ts";
import type { Settled } from "./settle.ts";
import { sizeHold } from "./size-hold.ts";

/** A call whose money is set aside and on disk. */
export interface Held {
  readonly admitted: Admitted;
  readonly estimate: CallEstimate;
  readonly hold: Hold;
  /** Of each step that has begun, the running one last; most calls have but one. */
  readonly meters: [Meter, ...Meter[]];
  readonly running: RunningCall;
  /** Tells those who wait for the call's end, such as its cancellation. */
  readonly announce: (ending: Promise<Settled>) => void;
}

/** An idempotency key that had been used: its first call is the call, and nothing was placed. */
export interface Joined {
  readonly joined: Hold;
}

/** Sets the money aside. Nothing reaches an upstream before this is accepted and on disk. */
export async function placeHold(
  gateway: Gateway,
  admitted: Admitted,
  estimate: CallEstimate,
): Promise<Held | Joined | Refusal> {
  // Fetching pictures takes time, in which the door may have been closed.
  if (gateway.running.draining) return refuseDraining();
  const order = orderHold(gateway, admitted, estimate);
  const first = admitted.vision ?? admitted;
  const meters: Held["meters"] = [openMeter(gateway, first, estimate.steps?.vision ?? estimate)];
  const { stopper, output } = admitted.call;
  const ending = Promise.withResolvers<Settled | Joined | Refusal>();
  // Nobody has to wait for the end; a failed settlement is the road's own to report.
  ending.promise.catch(() => {});
  const usage = (): Usage => meters.map((meter) => meter.counted()).reduce(sumUsage);
  const due = (): Picodollars | null => {
    const { text, image, reasoning } = usage().completion;
    if (text + image + reasoning === 0) return null;
    return least(plus(zero, ...meters.map((meter) => meter.mark().charge)), order.ceiling);
  };
  const running: RunningCall = { order, stopper, output, usage, due, ended: ending.promise };
  // Before the hold is on disk: a cancel or a shutdown that comes meanwhile must find the call.
  gateway.running.add(running);
  let placed: Hold | Joined | Refusal | null = null;
  try {
    placed = await commitHold(gateway, { admitted, estimate, order });
  } finally {
    if (placed === null) ending.reject(new Error(`the store would not place ${order.id}`));
    else if (!("order" in placed)) ending.resolve(placed);
    if (placed === null || !("order" in placed)) gateway.running.remove(running);
  }
  if (!("order" in placed)) return placed;
  return { admitted, estimate, hold: placed, meters, running, announce: ending.resolve };
}

interface Placing {
  readonly admitted: Admitted;
  readonly estimate: CallEstimate;
  readonly order: HoldOrder;
}

async function commitHold(
  gateway: Gateway,
  { admitted, estimate, order }: Placing,
): Promise<Hold | Joined | Refusal> {
  const [outcome] = await gateway.store.ledger.commit([{ kind: "place_hold", order }]);
  if (outcome?.done === false) {
    return await refuseHold(gateway, { admitted, estimate, order, denied: outcome });
  }
  if (outcome === undefined || outcome.hold === null) {
    throw new Error(`the store gave no answer to ${order.id}`);
  }
  return outcome.hold.order.id === order.id ? outcome.hold : { joined: outcome.hold };
}

function orderHold(gateway: Gateway, admitted: Admitted, estimate: CallEstimate): HoldOrder {
  const { call, name } = admitted;
  const { key, account } = call.caller;
  const now = gateway.clock.now();
  return {
    id: newId("chatcmpl-", now, gateway.random.bytes(idChanceBytes)),
    accountId: account.id,
    projectId: key.projectId,
    keyId: key.id,
    clientRequestId: call.chat.clientRequestId,
    sessionId: call.chat.sessionId,
    idempotency: call.idempotency,
    model: name,
    priceVersion: priceVersionOf(admitted),
    stream: call.chat.stream,
    promptTokens: estimate.prompt.tokens,
    outputTokensMax: estimate.outputTokensMax,
    ...sizeHold(gateway, admitted, estimate),
    at: now,
  };
}
