import type { ChatEvent } from "../core/chat/event.ts";
import type { Checkpoint } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { refuse } from "../core/refusal.ts";
import { completionTokens } from "../core/tokens/usage.ts";
import type { UpstreamBatch } from "../ports/upstream.ts";
import type { Cover } from "./cover.ts";
import type { Dispatched } from "./dispatch.ts";
import type { Gateway } from "./gateway.ts";
import type { End } from "./journey.ts";
import { SilenceWatch } from "./silence-watch.ts";
import type { Step } from "./step.ts";

/** How the relay ended, and the events kept back for after the settlement. */
export interface Relayed {
  readonly end: End;
  readonly closing: readonly ChatEvent[];
}

/**
 * Passes an upstream's events on as they come, metering each, and stops the upstream whatever the
 * reason. From the finish reason on events are kept back: they are sent once the charge is on disk.
 */
export async function relay(
  gateway: Gateway,
  held: Step,
  sent: Dispatched & { readonly cover: Cover },
): Promise<Relayed> {
  const { stopper } = held.admitted.call;
  const closing: ChatEvent[] = [];
  const close = (): void => sent.stream.close();
  const forget = stopper.onStop(close);
  const { clock, settings } = gateway;
  const silence = new SilenceWatch({ clock, ms: settings.silenceTimeoutMs, onSilence: close });
  try {
    await sent.cover.open(held.meter.mark());
    for (let batch = sent.first; ; batch = await silence.during(sent.stream.next())) {
      const cut = await relayBatch(held, sent.cover, { batch, closing });
      const end = cut ?? endOf(held, batch, silence.broken);
      if (end !== null) return { end, closing };
    }
  } finally {
    silence.end();
    forget();
    sent.stream.close();
    await sent.cover.close();
  }
}

function endOf(held: Step, batch: UpstreamBatch, silent: boolean): End | null {
  const { reason } = held.admitted.call.stopper;
  if (batch.kind === "ended") return { kind: "ended" };
  if (reason !== null) return { kind: "stopped", reason, promptDue: true };
  if (batch.kind !== "broken") return null;
  const model = held.admitted.model.id;
  const refusal = silent
    ? refuse("upstream_timeout", `The provider of ${model} fell silent in mid-answer.`)
    : refuse("upstream_error", `The provider of ${model} broke off: ${batch.reason}`);
  return { kind: "broken", refusal };
}

interface BatchRelay {
  readonly batch: UpstreamBatch;
  /** Grows from the finish reason on. */
  readonly closing: ChatEvent[];
}

/** Meters and relays the events of one read; answers an end only where the stream is to be cut. */
async function relayBatch(held: Step, cover: Cover, at: BatchRelay): Promise<End | null> {
  const { output, stopper } = held.admitted.call;
  const passing: Passing = { outgoing: [], relayed: null };
  let end: End | null = null;
  for (const event of at.batch.events) {
    // Asked before an event is metered: whatever is metered is relayed, and charged.
    if (stopper.reason !== null) {
      end = { kind: "stopped", reason: stopper.reason, promptDue: true };
      break;
    }
    const before = passesUncounted(held, cover) ? null : (passing.relayed ?? held.meter.mark());
    held.meter.take(event);
    if (event.finish !== null || at.closing.length > 0) {
      at.closing.push(event);
      if (at.closing.length > limits.closingEventsMax) end = endless(held);
      if (end !== null) break;
      continue;
    }
    if (event.delta === null) continue;
    if (before === null) {
      passing.outgoing.push(event);
      passing.relayed = null;
      continue;
    }
    end = await passOn(held, cover, { event, passing, before });
    if (end !== null) break;
  }
  // Also before an end: what was counted as relayed is relayed.
  if (passing.outgoing.length > 0) await output.write(passing.outgoing);
  if (end === null && passing.relayed !== null) cover.runAhead(passing.relayed);
  return end;
}

/** Events on their way to the output. */
interface Passing {
  outgoing: ChatEvent[];
  /** What is due with all of them relayed; null until somebody has to know. */
  relayed: Checkpoint | null;
}

/**
 * Whether the next event may pass without a look at the count: what the call may cost is held, and
 * so little text has come that it can't be near any bound.
 */
function passesUncounted(held: Step, cover: Cover): boolean {
  if (held.estimate.boundByMaxCost || !cover.whole) return false;
  return held.meter.unitsSeen * tokensPerUnitMax <= tokensAllowed(held);
}

/** A UTF-16 unit takes at most three bytes, and a token at least one. */
const tokensPerUnitMax = 3;

interface PassedEvent {
  readonly event: ChatEvent;
  readonly passing: Passing;
  /** What was due before this event. */
  readonly before: Checkpoint;
}

async function passOn(held: Step, cover: Cover, at: PassedEvent): Promise<End | null> {
  const { output } = held.admitted.call;
  const { passing } = at;
  const mark = held.meter.mark();
  const end = overrun(held, mark, at.before);
  if (end !== null) return end;
  if (!cover.covers(mark)) {
    const { outgoing } = passing;
    passing.outgoing = [];
    await output.write(outgoing);
    const covered = await cover.reach(at.before, mark);
    if (!covered) return { kind: "cut", by: cover.lacking, upTo: at.before };
  }
  passing.outgoing.push(at.event);
  passing.relayed = mark;
  return null;
}

/** Events that go on and on after the finish reason are no answer any more. */
function endless(held: Step): End {
  const message = `The provider of ${held.admitted.model.id} did not stop after its end.`;
  return { kind: "broken", refusal: refuse("upstream_error", message) };
}

/** A provider that ignores its output limit is stopped; tokenizers may differ by half, not more. */
function overrun(held: Step, mark: Checkpoint, upTo: Checkpoint): End | null {
  if (held.estimate.boundByMaxCost && mark.charge > held.estimate.ceiling) {
    return { kind: "cut", by: "max_cost", upTo };
  }
  return completionTokens(mark.usage) > tokensAllowed(held) ? { kind: "overrun", upTo } : null;
}

/** Tokens that a provider may send before it counts as ignoring its limit. */
function tokensAllowed({ estimate }: Step): number {
  const { outputTokensMax, pictureTokensMax } = estimate;
  // A picture comes whole, whatever the limit says.
  return outputTokensMax * 2 + pictureTokensMax + limits.outputOverrunTokens;
}
