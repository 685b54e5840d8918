import type { ChatEvent } from "../core/chat/event.ts";
import { priceTokens } from "../core/money/rate.ts";
import { Cover } from "./cover.ts";
import { type Dispatched, dispatch } from "./dispatch.ts";
import type { Gateway } from "./gateway.ts";
import type { Held } from "./hold.ts";
import type { End, Journey } from "./journey.ts";
import type { Placement } from "./output.ts";
import { relay } from "./relay.ts";

/** Carries a held call to its upstream and back. Never rejects: a fault too is an end to settle. */
export async function carry(gateway: Gateway, held: Held): Promise<Journey> {
  const journey: MutableJourney = { attempts: [], closing: [], firstEventAtMs: null };
  try {
    return { ...journey, ...(await travel(gateway, held, journey)) };
  } catch (error) {
    gateway.log.error({ id: held.hold.order.id, error: String(error) }, "a call met a fault");
    const end: End = { kind: "fault", error, promptDue: journey.firstEventAtMs !== null };
    return { ...journey, end };
  }
}

interface MutableJourney {
  attempts: Journey["attempts"];
  closing: readonly ChatEvent[];
  firstEventAtMs: number | null;
}

async function travel(
  gateway: Gateway,
  held: Held,
  journey: MutableJourney,
): Promise<Pick<Journey, "end" | "closing" | "attempts" | "firstEventAtMs">> {
  held.admitted.call.output.placed(placementOf(gateway, held));
  const sent = await dispatch(gateway, held);
  journey.attempts = sent.attempts;
  if (sent.kind === "refused") {
    return { ...journey, end: { kind: "undelivered", refusal: sent.refusal, promptDue: false } };
  }
  if (sent.kind === "stopped") {
    return { ...journey, end: { kind: "stopped", reason: sent.reason, promptDue: sent.promptDue } };
  }
  journey.firstEventAtMs = gateway.clock.monotonicMs();
  const cover = new Cover(gateway, {
    hold: held.hold,
    output: held.admitted.call.output,
    slice: priceTokens(held.estimate.outputRate, gateway.settings.holdSliceTokens),
  });
  try {
    begin(gateway, held, sent);
  } catch (fault) {
    // Until relay has it, nobody else would ever stop the upstream.
    sent.stream.close();
    throw fault;
  }
  const relayed = await relay(gateway, held, { ...sent, cover });
  return { ...journey, ...relayed };
}

function begin(gateway: Gateway, held: Held, sent: Dispatched): void {
  held.admitted.call.output.begin({
    ...placementOf(gateway, held),
    upstream: sent.route.route.provider,
    attempts: sent.attempts.length,
  });
}

function placementOf(gateway: Gateway, { admitted, estimate, hold }: Held): Placement {
  const [first] = estimate.routes;
  return {
    id: hold.order.id,
    model: admitted.model.id,
    at: hold.order.at,
    hold: hold.amount,
    promptTokens: estimate.prompt.tokens,
    outputTokensMax: estimate.outputTokensMax,
    standing: admitted.standing,
    // The request decides over the provider's entry, and that over the default.
    onDisconnect:
      admitted.call.chat.onDisconnect ??
      gateway.disconnectPolicies.get(first.route.provider) ??
      "stop",
  };
}
