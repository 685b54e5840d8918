import type { CallOutcome, CallStatus, Hold, HoldOrder } from "../core/ledger/types.ts";
import { isBoundBroken } from "../core/metering/is-bound-broken.ts";
import type { Reading } from "../core/metering/meter.ts";
import { formatDollars, least, minus, type Picodollars, zero } from "../core/money/picodollars.ts";
import { rateUsage } from "../core/pricing/rate-usage.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { noUsage, promptTokens } from "../core/tokens/usage.ts";
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
  const reading = readingOf(held, journey.end);
  const holdId = held.hold.order.id;
  const at = gateway.clock.now();
  const due = reading === null ? zero : rateUsage(held.admitted.price.price, reading.usage).total;
  const outcome = describe(gateway, held, { journey, reading, due });
  const [done] = await gateway.store.ledger.commit([
    reading === null
      ? { kind: "release_hold", holdId, outcome, at }
      : { kind: "settle_hold", holdId, due, outcome, at },
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

/** What is charged; null where nothing was produced and not even the prompt is due. */
function readingOf(held: Held, end: End): Reading | null {
  switch (end.kind) {
    case "undelivered":
    case "stopped":
    case "fault":
      return end.promptDue ? held.meter.reading() : null;
    case "cut":
    case "overrun":
      return { usage: end.upTo.usage, source: "counted" };
    case "ended":
    case "broken":
      return held.meter.reading();
  }
}

interface Findings {
  readonly journey: Journey;
  readonly reading: Reading | null;
  readonly due: Picodollars;
}

function describe(gateway: Gateway, held: Held, findings: Findings): CallOutcome {
  const { journey, reading } = findings;
  const { admitted } = held;
  const usage = reading?.usage ?? noUsage;
  const cost = rateUsage(admitted.price.price, usage);
  // Nobody pays beyond the ceiling; what it cuts off is cut off the completion's share.
  const paid = least(findings.due, held.hold.order.ceiling);
  const costPrompt = least(cost.prompt, paid);
  const { arrivedAtMs } = admitted.call;
  return {
    status: statusOf(journey.end),
    usage,
    usageSource: reading?.source ?? "counted",
    promptTokensMax: held.estimate.promptTokensMax,
    providerCost:
      admitted.providerPrice === null ? null : rateUsage(admitted.providerPrice.price, usage).total,
    costPrompt,
    costCompletion: minus(paid, costPrompt),
    attempts: journey.attempts,
    finishReason:
      journey.closing.find((one) => one.finish !== null)?.finish ?? finishOf(journey.end),
    error: refusalOf(journey.end, held)?.refused ?? null,
    timeToFirstTokenMs:
      journey.firstEventAtMs === null ? null : Math.round(journey.firstEventAtMs - arrivedAtMs),
    totalMs: Math.round(gateway.clock.monotonicMs() - arrivedAtMs),
  };
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
