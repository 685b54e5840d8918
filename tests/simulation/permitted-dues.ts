import type { CallStatus } from "../../src/core/ledger/types.ts";
import type { CallSeen, StreamSeen } from "./call-seen.ts";
import type { ExpectedHold } from "./own-estimate.ts";

/** What a call may be charged before its bounds, in picodollars; null where it is released. */
export interface PermittedDue {
  readonly due: bigint | null;
  readonly source: "reported" | "counted";
}

/** Tokens beyond twice its limit at which a provider is stopped. */
const overrunTokens = 256;

/**
 * What a call that ends with this status may owe, worked out from what its provider gave, what
 * its client was sent and who stopped it. Nearly always one amount; where a stop or a failing
 * store interrupts a batch, one for each event that it may have come after. None where the call
 * cannot have this status.
 *
 * @param heldAmount what was set aside when it ended, in picodollars
 */
export function permittedDues(
  call: CallSeen,
  status: CallStatus,
  heldAmount: bigint,
): readonly PermittedDue[] {
  const { stream, expected } = call;
  if (expected === null) return [];
  if (stream === null) return withoutStream(call, status, expected);
  switch (status) {
    case "completed":
      return [
        ...(stream.lastKind === "ended" ? [whole(stream)] : []),
        ...(overran(stream, expected) || costTooMuch(stream, expected) ? [asWritten(call)] : []),
      ].flat();
    case "cut":
      return nextIsTooDear(call, stream, heldAmount) ? [asWritten(call)].flat() : [];
    case "cancelled":
      return call.stopper.reason === "cancelled" ? stopped(call, stream) : [];
    case "stopped":
      return ["client_gone", "shutdown"].includes(call.stopper.reason ?? "")
        ? stopped(call, stream)
        : [];
    case "failed":
      if (call.storeFailed) return interrupted(stream);
      return stream.lastKind === "broken" ? [whole(stream)] : [];
    default:
      return [];
  }
}

const released: PermittedDue = { due: null, source: "counted" };

function withoutStream(
  call: CallSeen,
  status: CallStatus,
  expected: ExpectedHold,
): readonly PermittedDue[] {
  if (status === "failed") return [released];
  const stopped = call.stopper.reason === "cancelled" ? "cancelled" : "stopped";
  if (call.stopper.reason === null || status !== stopped) return [];
  // The prompt is due from the provider's 2xx on.
  const prompt = BigInt(expected.promptTokens) * expected.rates.prompt;
  return [call.emptyAfterStop ? { due: prompt, source: "counted" } : released];
}

function whole({ track }: StreamSeen): PermittedDue {
  return track.at(track.events.length);
}

function asWritten(call: CallSeen): readonly PermittedDue[] {
  const point = call.stream?.track.at(call.written);
  return point === undefined ? [] : [{ due: point.counted, source: "counted" }];
}

/**
 * What was metered was relayed, or kept back from the finish reason on: a stop comes before an
 * event that has to be relayed, never between its metering and its relay.
 */
function stopped(call: CallSeen, { track, before }: StreamSeen): readonly PermittedDue[] {
  const next = track.events.findIndex(
    (event, index) => index >= call.written && event.delta !== null && event.finish === null,
  );
  const finish = track.events.findIndex((event) => event.finish !== null);
  const unrelayed = next === -1 || (finish !== -1 && finish < next) ? track.events.length : next;
  return track.points.slice(Math.max(before, call.written), unrelayed + 1);
}

/** A failing store may come between an event's metering and its relay. */
function interrupted({ track, before }: StreamSeen): readonly PermittedDue[] {
  return track.points.slice(before);
}

function overran({ track }: StreamSeen, expected: ExpectedHold): boolean {
  const allowed = expected.outputTokensMax * 2 + overrunTokens;
  return track.at(track.events.length).tokens > allowed;
}

function costTooMuch({ track }: StreamSeen, expected: ExpectedHold): boolean {
  return expected.boundByMaxCost && track.at(track.events.length).counted > expected.ceiling;
}

/** A stream is cut only where the very next event costs more than could be set aside. */
function nextIsTooDear(call: CallSeen, { track }: StreamSeen, heldAmount: bigint): boolean {
  const next = track.events.findIndex(
    (event, index) => index >= call.written && event.delta !== null,
  );
  return next !== -1 && track.at(next + 1).counted > heldAmount;
}
