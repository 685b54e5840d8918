import type { ChatEvent } from "../core/chat/event.ts";
import { priceTokens } from "../core/money/rate.ts";
import { Cover } from "./cover.ts";
import { describePictures } from "./describe-pictures.ts";
import { attemptsOf } from "./describe-steps.ts";
import type { Dispatched } from "./dispatch.ts";
import type { Gateway } from "./gateway.ts";
import type { Held } from "./hold.ts";
import type { End, Journey } from "./journey.ts";
import type { Placement } from "./output.ts";
import { onlyStep, type Step, stepName } from "./step.ts";
import { takeStep } from "./take-step.ts";

/** Carries a held call to its upstream and back. Never rejects: a fault too is an end to settle. */
export async function carry(gateway: Gateway, held: Held): Promise<Journey> {
  const journey: MutableJourney = {
    step: onlyStep(held),
    earlier: [],
    attempts: [],
    closing: [],
    answered: false,
    firstEventAtMs: null,
  };
  try {
    const end = await travel(gateway, held, journey);
    return { ...journey, end };
  } catch (error) {
    gateway.log.error({ id: held.hold.order.id, error: String(error) }, "a call met a fault");
    const end: End = { kind: "fault", error, promptDue: journey.answered };
    return { ...journey, end };
  }
}

/** What is known of a journey at any moment: a fault ends it with what it is then. */
export interface MutableJourney {
  step: Step;
  earlier: Journey["earlier"];
  attempts: Journey["attempts"];
  closing: readonly ChatEvent[];
  /** Whether the step's upstream has answered, so that its prompt is due. */
  answered: boolean;
  firstEventAtMs: number | null;
}

async function travel(gateway: Gateway, held: Held, journey: MutableJourney): Promise<End> {
  held.admitted.call.output.placed(placementOf(gateway, held));
  const ended = await describePictures(gateway, held, journey);
  if (ended !== null) return ended;

  const { step, earlier } = journey;
  const cover = new Cover(gateway, {
    hold: held.hold,
    output: held.admitted.call.output,
    slice: priceTokens(step.estimate.outputRate, gateway.settings.holdSliceTokens),
    steps: held.admitted.inSteps ? { earlier, running: stepName(step) } : null,
  });
  if (earlier.length > 0) await cover.openBetween();
  const begin = (sent: Dispatched): void => {
    journey.firstEventAtMs = gateway.clock.monotonicMs();
    beginOutput(gateway, held, { sent, earlier });
  };
  return await takeStep(gateway, journey, { cover, begin });
}

interface Begun {
  readonly sent: Dispatched;
  readonly earlier: Journey["earlier"];
}

function beginOutput(gateway: Gateway, held: Held, { sent, earlier }: Begun): void {
  const attempts = attemptsOf(earlier, sent.attempts);
  const providers = earlier.map((step) => step.attempts.at(-1)?.provider ?? "");
  held.admitted.call.output.begin({
    ...placementOf(gateway, held),
    upstream: [...new Set([...providers, sent.route.route.provider])].join("+"),
    attempts: attempts.length,
  });
}

function placementOf(gateway: Gateway, { admitted, estimate, hold }: Held): Placement {
  const [first] = estimate.routes;
  return {
    id: hold.order.id,
    model: admitted.name,
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
