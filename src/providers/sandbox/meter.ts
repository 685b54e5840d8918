import { bounds } from "./bounds.ts";

/** How a call ended: by itself, at its limit, by its client, by a fault that was asked for. */
export type CallEnd = "running" | "completed" | "length" | "aborted" | "fault";

/** What the sandbox did for one call, in its own count; times in milliseconds since 1970. */
export interface MeteredCall {
  /** The caller's `X-Client-Request-Id`, or the answer's own id. */
  readonly id: string;
  readonly model: string;
  readonly stream: boolean;
  readonly started_at: number;
  /** HTTP status; null until there is one. */
  status: number | null;
  /** Due once the answer has begun; 0 for a call that failed before. */
  prompt_tokens: number;
  image_tokens: number;
  /** Counted when handed to the socket (streamed) or made (buffered), never before. */
  completion_tokens: number;
  /** Of those, tokens of pictures, and of thinking. */
  output_image_tokens: number;
  reasoning_tokens: number;
  /** Characters of the answer so far. */
  text_length: number;
  first_token_at: number | null;
  ended_at: number | null;
  ended: CallEnd;
}

export interface MeterTotals {
  calls: number;
  running: number;
  prompt_tokens: number;
  image_tokens: number;
  completion_tokens: number;
}

/** The sandbox's own record of what it produced. It never holds a prompt or an answer. */
export interface Meter {
  start(call: Pick<MeteredCall, "id" | "model" | "stream" | "started_at">): MeteredCall;
  /** The calls that are remembered, oldest first. */
  calls(): readonly MeteredCall[];
  /** The newest call of that id. */
  find(id: string): MeteredCall | undefined;
  /** Sums since the last `clear`, calls no longer remembered included. */
  totals(): MeterTotals;
  clear(): void;
}

export function createMeter(): Meter {
  let kept = new Set<MeteredCall>();
  let newest = new Map<string, MeteredCall>();
  let forgotten: MeteredCall[] = [];
  let past = noTotals();

  return {
    start(call) {
      const { id, model, stream, started_at } = call;
      const entry: MeteredCall = { id, model, stream, started_at, ...blank };
      kept.add(entry);
      newest.set(id, entry);
      if (kept.size > bounds.meterCallsMax) forgetOldest();
      return entry;
    },
    calls: () => [...kept],
    find: (id) => newest.get(id),
    totals() {
      const totals = { ...past };
      for (const call of forgotten) add(totals, call);
      for (const call of kept) add(totals, call);
      return totals;
    },
    clear() {
      kept = new Set();
      newest = new Map();
      forgotten = [];
      past = noTotals();
    },
  };

  function forgetOldest(): void {
    const [oldest] = kept;
    if (oldest === undefined) return;
    kept.delete(oldest);
    if (newest.get(oldest.id) === oldest) newest.delete(oldest.id);
    // One that still runs is summed up only when its numbers have stopped moving.
    forgotten.push(oldest);
    for (const call of forgotten) if (call.ended !== "running") add(past, call);
    forgotten = forgotten.filter((call) => call.ended === "running");
  }
}

const blank = {
  status: null,
  prompt_tokens: 0,
  image_tokens: 0,
  completion_tokens: 0,
  output_image_tokens: 0,
  reasoning_tokens: 0,
  text_length: 0,
  first_token_at: null,
  ended_at: null,
  ended: "running",
} as const;

function noTotals(): MeterTotals {
  return { calls: 0, running: 0, prompt_tokens: 0, image_tokens: 0, completion_tokens: 0 };
}

function add(totals: MeterTotals, call: MeteredCall): void {
  totals.calls += 1;
  totals.running += call.ended === "running" ? 1 : 0;
  totals.prompt_tokens += call.prompt_tokens;
  totals.image_tokens += call.image_tokens;
  totals.completion_tokens += call.completion_tokens;
}
