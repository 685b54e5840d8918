import { readErrorChunk } from "../core/chat/error-chunk.ts";
import { writeBill } from "../core/chat/write-hold.ts";
import type { CallOutcome, Hold } from "../core/ledger/types.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { KeptOutputs } from "../ports/outputs.ts";
import { Answer, type AnswerReader } from "./answer.ts";
import type { Caller, Gateway } from "./gateway.ts";

export interface Following {
  readonly caller: Caller;
  readonly hold: Hold;
  readonly reader: AnswerReader;
  /** The number of the last chunk that is known already; 0 for none. */
  readonly after: number;
}

/** A running answer that is being followed: leave it when the connection closes. */
export interface Followed {
  readonly leave: () => void;
}

/**
 * Tells a call's answer again and then live: from the running call, or from what is kept of it.
 * Refuses where the output is kept no longer: the bill is told, and nothing ever runs twice.
 */
export async function followAnswer(
  gateway: Gateway,
  outputs: KeptOutputs,
  following: Following,
): Promise<Followed | Refusal> {
  const { hold, reader, after } = following;
  const running = gateway.running.find(hold.order.accountId, hold.order.id)?.output;
  if (running instanceof Answer) {
    running.attach(reader, after);
    return { leave: () => running.detach(reader) };
  }
  // It may have ended since its hold was read.
  const ended = (await gateway.store.ledger.hold(hold.order.id)) ?? hold;
  const chunks = await outputs.find(hold.order.id);
  if (chunks === null) return refuseExpired(ended);
  tellKept(gateway, { ...following, hold: ended }, chunks);
  return { leave: () => {} };
}

function tellKept(gateway: Gateway, following: Following, chunks: readonly Uint8Array[]): void {
  const { caller, hold, reader, after } = following;
  const attempts = hold.outcome?.attempts ?? [];
  reader.begin({
    id: hold.order.id,
    model: hold.order.model,
    at: hold.order.at,
    hold: hold.amount,
    promptTokens: hold.order.promptTokens,
    outputTokensMax: hold.order.outputTokensMax,
    upstream: servedBy(hold.outcome),
    attempts: attempts.length,
    standing: gateway.rateLimits.standing(caller.account, gateway.clock.now()),
    onDisconnect: "finish",
  });
  if (after < chunks.length) void reader.take(chunks.slice(after), after + 1);
  const last = chunks.at(-1);
  reader.end({ hold, refusal: last === undefined ? null : readErrorChunk(last), chunks });
}

/** Says that a call's output is kept no longer, with its bill. */
export function refuseExpired(hold: Hold): Refusal {
  if (hold.state === "recovered") {
    return refuse(
      "output_expired",
      "The gateway crashed during this call. What was relayed until then is charged, and its " +
        "output is lost; it is never run again by itself. Send it anew with another key.",
      { metadata: { status: "recovered", ...writeBill(hold) } },
    );
  }
  return refuse("output_expired", "This call's output is no longer kept. Its bill is.", {
    metadata: { status: hold.outcome?.status ?? "running", ...writeBill(hold) },
  });
}

/** The provider that answered; of two steps both, where they differ. */
function servedBy(outcome: CallOutcome | null): string {
  if (outcome === null) return "";
  const tries = (outcome.steps ?? [outcome]).map(({ attempts }) => attempts.at(-1));
  return [...new Set(tries.map((served) => served?.provider ?? ""))].join("+");
}
