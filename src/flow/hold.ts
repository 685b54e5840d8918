import type { Hold, HoldOrder } from "../core/ledger/types.ts";
import { Meter } from "../core/metering/meter.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Usage } from "../core/tokens/usage.ts";
import type { Admitted } from "./admit.ts";
import { refuseDraining } from "./agree-terms.ts";
import type { Estimate } from "./estimate.ts";
import type { Gateway, Vocabulary } from "./gateway.ts";
import { refuseHold } from "./refuse-hold.ts";
import type { RunningCall } from "./running-calls.ts";
import type { Settled } from "./settle.ts";
import { sizeHold } from "./size-hold.ts";

/** A call whose money is set aside and on disk. */
export interface Held {
  readonly admitted: Admitted;
  readonly estimate: Estimate;
  readonly hold: Hold;
  readonly meter: Meter;
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
  estimate: Estimate,
): Promise<Held | Joined | Refusal> {
  // Fetching pictures takes time, in which the door may have been closed.
  if (gateway.running.draining) return refuseDraining();
  const order = orderHold(gateway, admitted, estimate);
  const meter = openMeter(gateway, admitted, estimate);
  const { stopper, output } = admitted.call;
  const ending = Promise.withResolvers<Settled | Joined | Refusal>();
  // Nobody has to wait for the end; a failed settlement is the road's own to report.
  ending.promise.catch(() => {});
  const usage = (): Usage => meter.counted();
  const running: RunningCall = { order, stopper, output, usage, ended: ending.promise };
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
  return { admitted, estimate, hold: placed, meter, running, announce: ending.resolve };
}

interface Placing {
  readonly admitted: Admitted;
  readonly estimate: Estimate;
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

function orderHold(gateway: Gateway, admitted: Admitted, estimate: Estimate): HoldOrder {
  const { call, model, price } = admitted;
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
    model: model.id,
    priceVersion: price.id,
    stream: call.chat.stream,
    promptTokens: estimate.prompt.tokens,
    outputTokensMax: estimate.outputTokensMax,
    ...sizeHold(gateway, admitted, estimate),
    at: now,
  };
}

function openMeter(gateway: Gateway, admitted: Admitted, estimate: Estimate): Meter {
  return new Meter({
    prompt: {
      textTokens: estimate.prompt.text.tokens,
      imageTokens: estimate.prompt.image.tokens,
    },
    price: admitted.price.price,
    imageOutput: admitted.model.imageOutput ?? null,
    counter: () => gateway.text.counter(outputVocabulary(admitted)),
  });
}

/** Output is counted in o200k_base unless the model says otherwise. */
function outputVocabulary(admitted: Admitted): Vocabulary {
  return admitted.model.text === "cl100k_base" ? "cl100k_base" : "o200k_base";
}
