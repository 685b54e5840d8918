import { writeBill } from "../../../core/chat/write-hold.ts";
import type { CallOutcome, Hold } from "../../../core/ledger/types.ts";
import { type Refusal, refusals } from "../../../core/refusal.ts";
import { writeTokenUsage } from "../token-usage.ts";
import type { Echo } from "./echo.ts";

/** What a response says of itself before its end. */
export interface ResponseHeadline {
  readonly id: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outputTokensMax: number;
}

export type ResponseStatus = "in_progress" | "completed" | "incomplete" | "failed" | "cancelled";

/** A response that is under way. */
export function writeBegun(headline: ResponseHeadline, echo: Echo): Record<string, unknown> {
  return write(headline, echo, { status: "in_progress" });
}

export interface Ended {
  readonly hold: Hold;
  readonly refusal: Refusal | null;
  readonly output: readonly Record<string, unknown>[];
}

/** A response that has ended, charged and on disk. */
export function writeEnded({ hold, refusal, output }: Ended, echo: Echo): Record<string, unknown> {
  const status = statusOf(hold);
  const headline = headlineOf(hold);
  const { outcome, order } = hold;
  const ended = {
    status,
    completed_at:
      status === "completed" ? Math.floor((order.at + (outcome?.totalMs ?? 0)) / 1000) : null,
    error: status === "failed" ? writeFault(hold, refusal) : null,
    incomplete_details: status === "incomplete" ? { reason: reasonOf(outcome) } : null,
    output,
    usage: writeUsage(hold),
  };
  return write(headline, echo, ended);
}

export function headlineOf({ order }: Hold): ResponseHeadline {
  return {
    id: order.id,
    model: order.model,
    at: order.at,
    outputTokensMax: order.outputTokensMax,
  };
}

/** How a call stands, in the words of a response. */
export function statusOf({ state, outcome }: Hold): ResponseStatus {
  if (state === "open") return "in_progress";
  switch (outcome?.status) {
    case "completed":
      return reasonOf(outcome) === null ? "completed" : "incomplete";
    case "cancelled":
    case "stopped":
      return "cancelled";
    default:
      return "failed";
  }
}

/** Why a completed answer is not whole; null where it is. */
function reasonOf(outcome: CallOutcome | null): string | null {
  if (outcome?.finishReason === "length") return "max_output_tokens";
  return outcome?.finishReason === "content_filter" ? "content_filter" : null;
}

function writeFault(hold: Hold, refusal: Refusal | null): Record<string, unknown> {
  const code = refusal?.refused ?? "upstream_error";
  return {
    code,
    message: refusal?.message ?? refusals[code].meaning,
    type: refusals[code].type,
    param: refusal?.param ?? null,
    status: refusals[code].status,
    metadata: { ...refusal?.metadata, ...writeBill(hold) },
  };
}

/** A response tells of cache writes always, even where there were none. */
function writeUsage(hold: Hold): Record<string, unknown> {
  const usage = writeTokenUsage(hold);
  const details = { cache_write_tokens: 0, ...Object(usage["input_tokens_details"]) };
  return { ...usage, input_tokens_details: details };
}

function write(
  { id, model, at, outputTokensMax }: ResponseHeadline,
  echo: Echo,
  state: Record<string, unknown>,
): Record<string, unknown> {
  return {
    id,
    object: "response",
    created_at: Math.floor(at / 1000),
    status: "in_progress",
    completed_at: null,
    error: null,
    incomplete_details: null,
    model,
    max_output_tokens: outputTokensMax,
    output: [],
    ...echo,
    background: false,
    previous_response_id: null,
    truncation: "disabled",
    usage: null,
    ...state,
  };
}
