import type { ChatEvent, Delta } from "../../src/core/chat/event.ts";
import type { ReportedUsage } from "../../src/core/tokens/usage.ts";
import type { Vocabulary } from "../../src/flow/gateway.ts";
import { type OwnRates, tokensOf } from "./trade.ts";

/** What a call owes after some of its events, by the auditor's own arithmetic. Picodollars. */
export interface TrackPoint {
  /** By the text alone, prompt included. */
  readonly counted: bigint;
  /** By the provider's report where it is final, else by the text. */
  readonly due: bigint;
  readonly source: "reported" | "counted";
  /** Completion tokens by the text. */
  readonly tokens: number;
}

export interface TrackTerms {
  readonly vocabulary: Vocabulary;
  readonly rates: OwnRates;
  readonly promptTokens: number;
}

/** Follows a stream's events: `points[k]` is what was owed after the first k of them. */
export class EventTrack {
  readonly events: ChatEvent[] = [];
  readonly points: TrackPoint[] = [];
  readonly #terms: TrackTerms;
  readonly #lengths = { answer: 0, tools: 0, reasoning: 0 };
  #report: ReportedUsage | null = null;
  #finished = false;

  constructor(terms: TrackTerms) {
    this.#terms = terms;
    this.points.push(this.#point());
  }

  /** True after the finish reason. */
  get finished(): boolean {
    return this.#finished;
  }

  push(event: ChatEvent): void {
    this.events.push(event);
    const before = this.#length();
    if (event.finish !== null) this.#finished = true;
    if (event.delta !== null) this.#measure(event.delta);
    // What text came after was no report of the whole.
    if (event.usage !== null || this.#length() > before) this.#report = event.usage;
    this.points.push(this.#point());
  }

  /** The point after `count` events. */
  at(count: number): TrackPoint {
    const point = this.points[count];
    if (point === undefined) throw new Error(`only ${this.events.length} events came`);
    return point;
  }

  #length(): number {
    const { answer, tools, reasoning } = this.#lengths;
    return answer + tools + reasoning;
  }

  #measure(delta: Delta): void {
    this.#lengths.answer += (delta.content ?? "").length + (delta.refusal ?? "").length;
    this.#lengths.reasoning += (delta.reasoning_content ?? delta.reasoning ?? "").length;
    for (const { function: called } of delta.tool_calls ?? []) {
      this.#lengths.tools += (called?.name ?? "").length + (called?.arguments ?? "").length;
    }
  }

  #point(): TrackPoint {
    const { vocabulary, rates, promptTokens } = this.#terms;
    const { answer, tools, reasoning } = this.#lengths;
    const text = tokensOf(vocabulary, answer) + tokensOf(vocabulary, tools);
    const thought = tokensOf(vocabulary, reasoning);
    const counted =
      BigInt(promptTokens) * rates.prompt +
      BigInt(text) * rates.text +
      BigInt(thought) * rates.reasoning;
    const final = this.#finished && this.#report !== null ? this.#report : null;
    return {
      counted,
      due: final === null ? counted : costOf(final, rates),
      source: final === null ? "counted" : "reported",
      tokens: text + thought,
    };
  }
}

/**
 * What a report costs. Reasoning and pictures are parts of the completion, unless they are more
 * than it together: then they stand beside it.
 */
function costOf(report: ReportedUsage, rates: OwnRates): bigint {
  const cached = Math.min(report.cachedTokens ?? 0, report.promptTokens);
  const reasoning = report.reasoningTokens ?? 0;
  const image = report.completionImageTokens ?? 0;
  const within = reasoning + image <= report.completionTokens;
  const rest = report.completionTokens - image - (within ? reasoning : 0);
  return (
    BigInt(report.promptTokens - cached) * rates.prompt +
    BigInt(cached) * rates.cached +
    BigInt(Math.max(0, rest)) * rates.text +
    BigInt(image) * rates.image +
    BigInt(reasoning) * rates.reasoning
  );
}
