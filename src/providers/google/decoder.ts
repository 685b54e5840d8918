import type { ChatEvent } from "../../core/chat/event.ts";
import { isRecord } from "../../core/is-record.ts";
import type { Decoder, Ending, Verdict } from "../adapter.ts";
import { parseJson } from "../json.ts";
import { readFinish } from "./finish.ts";
import { type AnswerState, readParts } from "./parts.ts";
import { readUsage } from "./usage.ts";

/**
 * A reader of `GenerateContentResponse`s: each event of a stream is a whole one, and so is an
 * answer in one piece. Usage counts from the finish reason on: what comes before is a running
 * total of an answer that may go on.
 */
export function createDecoder(): Decoder {
  const state: DecoderState = { responseId: null, calls: 0, begun: false, finished: false };
  return {
    readEvent: (data, _name, into) => (data.length === 0 ? null : readResponse(state, data, into)),
    readWhole: (body, into) => readResponse(state, body, into) ?? readEnd(state),
    readEnd: () => readEnd(state),
  };
}

interface DecoderState extends AnswerState {
  finished: boolean;
}

const cutShort = { broken: "the provider closed the stream before its end" };

function unreadable(fault: string): Ending {
  return { broken: `the provider sent what cannot be read: ${fault}` };
}

function readEnd(state: DecoderState): Ending {
  return state.finished ? "ended" : cutShort;
}

function readResponse(state: DecoderState, data: Buffer, into: ChatEvent[]): Verdict {
  const response = parseJson(data.toString());
  if (!isRecord(response)) return unreadable("it is no JSON object");
  const { error } = response;
  if (error !== undefined && error !== null) return { broken: tellError(error) };
  state.responseId ??= typeof response["responseId"] === "string" ? response["responseId"] : null;

  const candidates = response["candidates"] ?? [];
  if (!Array.isArray(candidates)) return unreadable("`candidates` is no list");
  const candidate: unknown = candidates[0];
  if (candidate !== undefined && !isRecord(candidate))
    return unreadable("a candidate is no object");

  const fault = candidate === undefined ? null : readParts(state, candidate, into);
  if (fault !== null) return unreadable(fault);
  return readEnding(state, { response, reason: candidate?.["finishReason"] }, into);
}

interface Closing {
  readonly response: Readonly<Record<string, unknown>>;
  readonly reason: unknown;
}

function readEnding(state: DecoderState, closing: Closing, into: ChatEvent[]): Verdict {
  const { response, reason } = closing;
  const feedback = response["promptFeedback"];
  // A prompt that was blocked has no candidate at all, and is billed none the less.
  const blocked = isRecord(feedback) && typeof feedback["blockReason"] === "string";
  const finish = readFinish(blocked ? "SAFETY" : reason, state.calls > 0);
  if (finish === null && !state.finished) return null;

  const usage = readUsage(response["usageMetadata"]);
  if (finish === null && usage === null) return null;
  state.finished = true;
  into.push({
    delta: finish === null ? null : {},
    logprobs: null,
    finish: finish?.told ?? null,
    usage,
    raw: null,
  });
  if (finish?.broken) return { broken: finish.broken };
  // Without its usage the answer is not done: it may still come, until the connection ends.
  return usage === null ? null : "ended";
}

function tellError(error: unknown): string {
  const message = isRecord(error) ? error["message"] : error;
  const told = typeof message === "string" && message !== "" ? message : "no reason given";
  return `the provider failed: ${told}`;
}
