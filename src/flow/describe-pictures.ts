import { assert } from "../core/assert.ts";
import { priceTokens } from "../core/money/rate.ts";
import { refuse } from "../core/refusal.ts";
import { accountStep } from "./account-step.ts";
import type { MutableJourney } from "./carry.ts";
import { Cover } from "./cover.ts";
import type { Gateway } from "./gateway.ts";
import type { Held } from "./hold.ts";
import type { End } from "./journey.ts";
import { type KeptText, keepText } from "./keep-text.ts";
import { onlyStep, type Step, stepName } from "./step.ts";
import { takeStep } from "./take-step.ts";
import { openWritingStep } from "./writing-step.ts";

/**
 * The first of two steps: has the pictures described and prepares the second. What it used is due
 * from its end on. Answers an end where the journey is over; null where the second step is next,
 * or where the call has but one.
 */
export async function describePictures(
  gateway: Gateway,
  held: Held,
  journey: MutableJourney,
): Promise<End | null> {
  if (held.estimate.steps === null) return null;
  const kept = keepText();
  const step = openStep(held, kept);
  journey.step = step;
  const cover = new Cover(gateway, {
    hold: held.hold,
    output: kept.output,
    slice: priceTokens(step.estimate.outputRate, gateway.settings.holdSliceTokens),
    steps: { earlier: [], running: stepName(step) },
  });
  const end = await takeStep(gateway, journey, { cover, begin: () => {} });
  const { closing } = journey;
  // The answer's own end is yet to come; this one's is nobody's to read.
  journey.closing = [];
  // One that writes on beyond its limit has been stopped, and what it wrote is a description too.
  if (end.kind !== "ended" && end.kind !== "overrun") return end;

  const summary = kept.read(closing).trim();
  if (summary === "") return wordless(step);
  const done = accountStep(step, end, journey.attempts);
  assert(done !== null, "a step that ended is due");
  const writing = await openWritingStep(gateway, held, summary);
  journey.earlier = [done];
  journey.attempts = [];
  journey.answered = false;
  journey.step = writing;
  const { reason } = held.admitted.call.stopper;
  return reason === null ? null : { kind: "stopped", reason, promptDue: false };
}

function openStep(held: Held, { output }: KeptText): Step {
  const { admitted, estimate } = held;
  const { vision, call } = admitted;
  assert(vision !== null && estimate.steps !== null, "two steps were agreed and estimated");
  const asked = { ...call, chat: vision.call.chat, output };
  return {
    ...onlyStep(held),
    admitted: { ...vision, call: asked },
    estimate: estimate.steps.vision,
  };
}

function wordless({ admitted, estimate }: Step): End {
  const message =
    `${admitted.model.id} wrote nothing about the pictures in ${estimate.outputTokensMax} ` +
    "tokens. A model that thinks first needs more: raise two_step.summary_tokens.";
  return { kind: "broken", refusal: refuse("upstream_error", message, { final: true }) };
}
