import type { ChatEvent, Delta } from "../../src/core/chat/event.ts";
import type { ReportedUsage } from "../../src/core/tokens/usage.ts";
import type { UpstreamFailure, UpstreamOrder } from "../../src/ports/upstream.ts";
import type { Chance } from "./chance.ts";
import type { Weather } from "./plan.ts";

/** One batch of a scripted stream, and how long it is under way. */
export interface ScriptedBatch {
  readonly waitMs: number;
  readonly kind: "events" | "ended" | "broken";
  readonly events: readonly ChatEvent[];
}

/** What a provider will do with one attempt. */
export type UpstreamScript =
  | { readonly kind: "fails"; readonly afterMs: number; readonly failure: UpstreamFailure }
  | {
      readonly kind: "opens";
      readonly afterMs: number;
      readonly batches: readonly ScriptedBatch[];
    };

/** Milliseconds: longer than any silence that the gateway bears. */
export const foreverMs = 1_000_000;

export function writeScript(
  chance: Chance,
  weather: Weather,
  order: UpstreamOrder,
): UpstreamScript {
  if (chance.happens(weather.attemptFails)) return writeFailure(chance);
  const afterMs = chance.happens(0.03) ? foreverMs : chance.below(chance.pick([2, 300]));
  return { kind: "opens", afterMs, batches: writeStream(chance, weather, order) };
}

const failures = ["unreachable", "busy", "failed", "forbidden", "rejected"] as const;
const statuses = { unreachable: null, busy: 429, failed: 500, forbidden: 401, rejected: 400 };

function writeFailure(chance: Chance): UpstreamScript {
  const kind = chance.happens(0.3) ? chance.pick([...failures]) : "failed";
  const asks = kind === "busy" && chance.happens(0.6);
  return {
    kind: "fails",
    afterMs: chance.below(chance.pick([2, 200])),
    failure: {
      opened: false,
      kind,
      status: statuses[kind],
      message: `a ${kind} attempt`,
      retryAfterMs: asks ? chance.below(12_000) : null,
    },
  };
}

function writeStream(
  chance: Chance,
  weather: Weather,
  order: UpstreamOrder,
): readonly ScriptedBatch[] {
  const events = [...writeAnswer(chance, weather, order)];
  const dies = chance.happens(weather.streamDies);
  if (dies) events.length = chance.below(events.length);
  const batches = splitBatches(chance, events);
  if (chance.happens(weather.streamSilent)) {
    return [...batches.slice(0, chance.below(batches.length + 1)), silence];
  }
  const last = { waitMs: chance.below(30), kind: dies ? ("broken" as const) : ("ended" as const) };
  // The end comes together with the last events, or after them.
  const joined = batches.at(-1);
  return joined !== undefined && chance.happens(0.5)
    ? [...batches.slice(0, -1), { ...joined, kind: last.kind }]
    : [...batches, { ...last, events: [] }];
}

const silence: ScriptedBatch = { waitMs: foreverMs, kind: "broken", events: [] };

function splitBatches(chance: Chance, events: readonly ChatEvent[]): readonly ScriptedBatch[] {
  const sizeMost = chance.pick([1, 4, 40]);
  const waitMost = chance.pick([1, 20, 200]);
  const batches: ScriptedBatch[] = [];
  for (let from = 0; from < events.length; ) {
    const size = chance.between(1, sizeMost);
    const waitMs = chance.below(waitMost);
    batches.push({ waitMs, kind: "events", events: events.slice(from, from + size) });
    from += size;
  }
  return batches;
}

/** The events of a whole answer: a role, texts, a finish reason, a report of usage. */
function writeAnswer(chance: Chance, weather: Weather, order: UpstreamOrder): readonly ChatEvent[] {
  const ignores = chance.happens(weather.limitIgnored);
  const most = ignores ? order.outputTokensMax * 3 + 400 : order.outputTokensMax;
  const tokens = chance.below(Math.min(most, chance.pick([40, 400, 3_000])) + 1);
  const deltas = writeDeltas(chance, tokens * 4);
  const characters = deltas.reduce((sum, delta) => sum + sizeOf(delta), 0);
  const usage = writeUsage(chance, order, Math.ceil(characters / 4));
  const early = usage !== null && chance.happens(0.2);
  const events = deltas.map((delta) => eventOf({ delta }));
  if (early) events.splice(chance.below(events.length + 1), 0, eventOf({ usage }));
  if (chance.happens(0.05)) return early ? events : [...events, eventOf({ usage })];
  return [...events, ...writeEnd(chance, early ? null : usage)];
}

function writeEnd(chance: Chance, usage: ReportedUsage | null): readonly ChatEvent[] {
  const finish = chance.pick(["stop", "stop", "length", "tool_calls"]);
  const delta = chance.happens(0.2) ? { content: "y".repeat(chance.below(40)) } : {};
  const after = chance.happens(0.05) ? [eventOf({ delta: { content: "after the end" } })] : [];
  if (usage === null) return [eventOf({ delta, finish }), ...after];
  return chance.happens(0.3)
    ? [eventOf({ delta, finish, usage }), ...after]
    : [eventOf({ delta, finish }), ...after, eventOf({ usage })];
}

function writeDeltas(chance: Chance, characters: number): readonly Delta[] {
  const deltas: Delta[] = chance.happens(0.7) ? [{ role: "assistant", content: "" }] : [];
  const sizeMost = chance.pick([4, 30, 30, 700]);
  const styles = chance.pick([["content"], ["content"], ["content", "thought", "tool"]] as const);
  for (let left = characters; left > 0; ) {
    const size = Math.min(left, chance.between(1, sizeMost));
    deltas.push(writeDelta(chance, chance.pick([...styles] as [string, ...string[]]), size));
    left -= size;
  }
  return deltas;
}

function writeDelta(chance: Chance, style: string, size: number): Delta {
  const text = "t".repeat(size);
  if (style === "thought") {
    return chance.happens(0.5) ? { reasoning_content: text } : { reasoning: text };
  }
  if (style !== "tool") return chance.happens(0.03) ? { refusal: text } : { content: text };
  const called = chance.happens(0.2) ? { name: text } : { arguments: text };
  return { tool_calls: [{ index: 0, function: called }] };
}

function sizeOf(delta: Delta): number {
  const called = (delta.tool_calls ?? []).map((one) => one.function);
  const texts = [
    delta.content,
    delta.refusal,
    delta.reasoning_content,
    delta.reasoning,
    ...called.flatMap((one) => [one?.name, one?.arguments]),
  ];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

/** Right, wrong in all the ways that are believed, zero, or absent. */
function writeUsage(chance: Chance, order: UpstreamOrder, counted: number): ReportedUsage | null {
  const kind = chance.pick(["right", "right", "wrong", "zero", "absent", "absent"]);
  if (kind === "absent") return null;
  if (kind === "zero") return usageOf({ promptTokens: 0, completionTokens: 0 });
  const promptTokens = chance.below(kind === "wrong" ? 3_000 : 160);
  if (kind === "right") return usageOf({ promptTokens, completionTokens: counted });
  const completionTokens = chance.below(order.outputTokensMax * 4);
  return usageOf({
    promptTokens,
    completionTokens,
    cachedTokens: chance.happens(0.5) ? chance.below(promptTokens + 1) : null,
    reasoningTokens: chance.happens(0.5) ? chance.below(completionTokens + 50) : null,
    completionImageTokens: chance.happens(0.3) ? chance.below(completionTokens + 50) : null,
  });
}

function usageOf(
  counts: Pick<ReportedUsage, "promptTokens" | "completionTokens"> & Partial<ReportedUsage>,
): ReportedUsage {
  return {
    promptImageTokens: null,
    promptAudioTokens: null,
    cachedTokens: null,
    completionImageTokens: null,
    reasoningTokens: null,
    ...counts,
  };
}

function eventOf(said: Partial<ChatEvent>): ChatEvent {
  return { delta: null, logprobs: null, finish: null, usage: null, raw: null, ...said };
}
