import { bounds } from "./bounds.ts";
import type { Answer } from "./compose-answer.ts";
import type { Directives } from "./directives.ts";
import type { Pace } from "./pace.ts";
import { type AnswerPart, type PieceReader, readPieces } from "./piece-reader.ts";

/** Where an answer goes: a stream of events, or one body at its end. */
export interface Outlet {
  /** The answer has been taken on. */
  begin(): void;
  /** Hands parts over and counts them; resolves when there is room for more, false if gone. */
  write(parts: readonly AnswerPart[]): Promise<boolean>;
  end(finish: Finish): void;
  /** An error in the middle of the answer. */
  fail(): void;
  /** Half of the next event, then a clean end of the connection. */
  truncate(next: AnswerPart | null): void;
  /** The connection is torn down. */
  reset(): void;
}

/** `blocked`: the prompt was; `content_filter`: the answer was, in its middle. */
export type Finish = "stop" | "length" | "tool_calls" | "content_filter" | "blocked";

export type Outcome = Finish | "aborted" | "fault";

export interface Production {
  readonly answer: Answer;
  /** Tokens. */
  readonly limit: number;
  readonly directives: Directives;
  readonly pace: Pace;
  readonly outlet: Outlet;
}

/** Says an answer at its pace, up to its limit, its end, a fault asked for, or a hang-up. */
export async function produce(production: Production): Promise<Outcome> {
  const { answer, limit, directives, pace, outlet } = production;
  const fault = faultOf(directives);
  if (fault?.kind === "reset" && fault.after === 0) return strike("reset", production, null);
  outlet.begin();

  const reader = readPieces(answer);
  let stallAfter = directives.stall_ms === null ? null : (directives.stall_after ?? 0);
  let said = 0;
  for (;;) {
    if (stallAfter !== null && said >= stallAfter) {
      stallAfter = null;
      if (!(await pace.stall(directives.stall_ms ?? 0))) return "aborted";
    }
    if (fault !== null && said >= fault.after) return strike(fault.kind, production, reader);
    if (said >= limit || reader.ended()) break;
    if (!(await pace.until(said))) return "aborted";

    const stop = Math.min(limit, stallAfter ?? limit, fault?.after ?? limit);
    const batch = takeBatch(reader, { said, stop, production });
    said += batch.reduce((sum, part) => sum + part.tokens, 0);
    if (!(await outlet.write(batch))) return "aborted";
  }
  const finish = finishOf(production, reader);
  outlet.end(finish);
  return finish;
}

type Fault = "reset" | "truncate" | "error";

/** The first fault that the directives ask for, and the tokens after which it strikes. */
function faultOf(directives: Directives): { kind: Fault; after: number } | null {
  const asked: readonly (readonly [Fault, number | null])[] = [
    ["reset", directives.reset_after],
    ["truncate", directives.truncate_after],
    ["error", directives.error_after],
  ];
  const [first] = asked
    .flatMap(([kind, after]) => (after === null ? [] : [{ kind, after }]))
    .sort((one, other) => one.after - other.after);
  return first ?? null;
}

function strike(kind: Fault, { outlet, limit }: Production, reader: PieceReader | null): Outcome {
  if (kind === "reset") outlet.reset();
  else if (kind === "error") outlet.fail();
  else outlet.truncate(reader?.take(1, limit) ?? null);
  return "fault";
}

interface Batch {
  readonly said: number;
  /** Tokens at which something else is to happen. */
  readonly stop: number;
  readonly production: Production;
}

/** What is due by now, event by event: one event where the pace is kept, more where it was lost. */
function takeBatch(reader: PieceReader, { said, stop, production }: Batch): readonly AnswerPart[] {
  const { limit, directives, pace } = production;
  const eventTokens = directives.event_tokens ?? 1;
  // The wait that came before promised one token, even if the clock is read a hair too early.
  const until = Math.min(stop, Math.max(pace.due(), said + 1));
  const batch: AnswerPart[] = [];
  for (let at = said; at < until && batch.length < bounds.eventsPerWriteMax; ) {
    const part = reader.take(Math.min(eventTokens, stop - at), limit - at);
    if (part === null) break;
    batch.push(part);
    at += part.tokens;
  }
  return batch;
}

function finishOf({ answer, directives }: Production, reader: PieceReader): Finish {
  if (directives.block === "prompt") return "blocked";
  if (!reader.ended()) return "length";
  if (directives.block === "answer") return "content_filter";
  return answer.tool === null ? "stop" : "tool_calls";
}
