import type { MutableJourney } from "./carry.ts";
import type { Cover } from "./cover.ts";
import { type Dispatched, dispatch } from "./dispatch.ts";
import type { Gateway } from "./gateway.ts";
import type { End } from "./journey.ts";
import { relay } from "./relay.ts";

export interface StepTaking {
  readonly cover: Cover;
  /** Called once, with the first event in hand and before anything is relayed. */
  readonly begin: (sent: Dispatched) => void;
}

/** Sends the journey's step to its upstream and relays what comes, to the step's own output. */
export async function takeStep(
  gateway: Gateway,
  journey: MutableJourney,
  { cover, begin }: StepTaking,
): Promise<End> {
  const sent = await dispatch(gateway, journey.step);
  journey.attempts = sent.attempts;
  if (sent.kind === "refused") {
    return { kind: "undelivered", refusal: sent.refusal, promptDue: false };
  }
  if (sent.kind === "stopped") {
    return { kind: "stopped", reason: sent.reason, promptDue: sent.promptDue };
  }
  journey.answered = true;
  try {
    begin(sent);
  } catch (fault) {
    // Until relay has it, nobody else would ever stop the upstream.
    sent.stream.close();
    throw fault;
  }
  const relayed = await relay(gateway, journey.step, { ...sent, cover });
  journey.closing = relayed.closing;
  return relayed.end;
}
