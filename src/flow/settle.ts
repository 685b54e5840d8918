import type {
  CallOutcome,
  CallStatus,
  Hold,
  HoldOrder,
  StepOutcome,
} from "../core/ledger/types.ts";
import { isBoundBroken } from "../core/metering/is-bound-broken.ts";
import { formatDollars } from "../core/money/picodollars.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { promptTokens } from "../core/tokens/usage.ts";
import { accountStep } from "./account-step.ts";
import { attemptsOf, describeSteps, dueFor } from "./describe-steps.ts";
import type { Gateway } from "./gateway.ts";
import type { Held } from "./hold.ts";
import type { CutReason, End, Journey } from "./journey.ts";
import { writeSpendLimit } from "./refuse-hold.ts";

/** A call's end, with its charge on disk. */
export interface Settled {
  readonly hold: Hold;
  /** Why the answer is not whole; null where it is, or where the caller itself stopped it. */
  readonly refusal: Refusal | null;
  /** The finish reason that the caller is told where the upstream gave none. */
  readonly finish: "stop" | "length" | "error" | null;
}

/**
 * Resolves the hold by what was produced: the one place where a living call is charged, whatever
 * ended it. Rejects where the store failed; the hold then stays open, for recovery to resolve.
 */
export async function settle(gateway: Gateway, held: Held, journey: Journey): Promise<Settled> {
  const last = accountStep(journey.step, journey.end, journey.attempts);
  const steps = last === null ? journey.earlier : [...journey.earlier, last];
  const holdId = held.hold.order.id;
  const at = gateway.clock.now();
  const outcome = describe(gateway, held, { journey, steps });
  const [done] = await gateway.store.ledger.commit([
    steps.length === 0
      ? { kind: "release_hold", holdId, outcome, at }
      : { kind: "settle_hold", holdId, due: dueFor(steps), outcome, at },
  ]);
  if (done === undefined || !done.done || done.hold === null) {
    throw new Error(
      `the store would not settle ${holdId}: ${done?.done === false ? done.refused : ""}`,
    );
  }
  if (done.hold.shortfall > 0n) {
    gateway.log.warn(
      { id: holdId, shortfall: formatDollars(done.hold.shortfall) },
      "a provider reported more than the call could be charged",
    );
  }
  warnOfBrokenBound(gateway, done.hold.order, outcome);
  const refusal = refusalOf(journey.end, held);
  return { hold: done.hold, refusal, finish: finishOf(journey.end) };
}

interface Findings {
  readonly journey: Journey;
  /** Those that used anything. */
  readonly steps: readonly StepOutcome[];
}

function describe(gateway: Gateway, held: Held, { journey, steps }: Findings): CallOutcome {
  const { end, closing, firstEventAtMs } = journey;
  const { arrivedAtMs } = held.admitted.call;
  return {
    status: statusOf(end),
    ...describeSteps(held, steps),
    ...pictureSizes(held),
    attempts: attemptsOf(journey.earlier, journey.attempts),
    finishReason: closing.find((one) => one.finish !== null)?.finish ?? finishOf(end),
    error: refusalOf(end, held)?.refused ?? null,
    timeToFirstTokenMs: firstEventAtMs === null ? null : Math.round(firstEventAtMs - arrivedAtMs),
    totalMs: Math.round(gateway.clock.monotonicMs() - arrivedAtMs),
  };
}

function pictureSizes({ estimate }: Held): Pick<CallOutcome, "pictures"> {
  const { pictures } = estimate.prompt;
  if (pictures.length === 0) return {};
  return { pictures: pictures.map(({ width, height, detail }) => ({ width, height, detail })) };
}

/** A bound that does not hold lets calls cost more than was set aside: the rule must be mended. */
function warnOfBrokenBound(gateway: Gateway, order: HoldOrder, outcome: CallOutcome): void {
  if (!isBoundBroken(outcome)) return;
  const { promptTokensMax, usage } = outcome;
  const told = { prompt_tokens: promptTokens(usage), prompt_tokens_max: promptTokensMax };
  gateway.log.warn(
    { id: order.id, model: order.model, ...told },
    "a provider billed more prompt tokens than the bound that the hold rested on",
  );
}

function statusOf(end: End): Exclude<CallStatus, "running" | "recovered"> {
  switch (end.kind) {
    case "ended":
    case "overrun":
      return "completed";
    case "stopped":
      return end.reason === "cancelled" ? "cancelled" : "stopped";
    case "cut":
      return end.by === "max_cost" ? "completed" : "cut";
    case "undelivered":
    case "broken":
    case "fault":
      return "failed";
  }
}

function finishOf(end: End): Settled["finish"] {
  switch (end.kind) {
    case "ended":
      return null;
    case "overrun":
      return "length";
    case "stopped":
      return end.reason === "shutdown" ? "error" : "stop";
    case "cut":
      return end.by === "max_cost" ? "length" : "error";
    case "undelivered":
    case "broken":
    case "fault":
      return "error";
  }
}

function refusalOf(end: End, held: Held): Refusal | null {
  switch (end.kind) {
    case "undelivered":
    case "broken":
      return end.refusal;
    case "stopped":
      return end.reason === "shutdown"
        ? refuse("draining", "The gateway shut down before the answer was whole.")
        : null;
    case "cut":
      return refuseCut(end.by, held);
    case "fault":
      return refuse("internal_error", "The gateway met a fault of its own.");
    case "ended":
    case "overrun":
      return null;
  }
}

function refuseCut(by: CutReason, { hold, admitted }: Held): Refusal | null {
  if (by === "max_cost") return null;
  const { id } = hold.order;
  if (by === "balance") {
    return refuse(
      "insufficient_balance",
      "The account's balance was used up in mid-answer. What was produced until then is charged.",
      { metadata: { id } },
    );
  }
  const { name, spendLimit } = admitted.call.caller.key;
  const limit = spendLimit === null ? {} : writeSpendLimit(spendLimit);
  return refuse(
    "spend_limit_reached",
    `The spend limit of key "${name}" was reached in mid-answer. What was produced until then is ` +
      "charged.",
    { metadata: { id, ...limit } },
  );
}
