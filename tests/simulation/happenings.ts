/** How often each kind of thing happened. */
export class Happenings {
  readonly #counts = new Map<string, number>();

  note(kind: string, times = 1): void {
    this.#counts.set(kind, this.of(kind) + times);
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  add(others: Happenings): void {
    for (const [kind, times] of others.#counts) this.note(kind, times);
  }

  /** By kind, in the order of the alphabet. */
  all(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
  }
}

/** What a run must have met to have shown anything: a simulation without faults proves nothing. */
export const expectedKinds: readonly string[] = [
  "attempt: busy",
  "attempt: failed",
  "attempt: forbidden",
  "attempt: late",
  "attempt: rejected",
  "attempt: served",
  "attempt: served after a failure",
  "attempt: served by the second route",
  "attempt: unreachable",
  "call: cancelled",
  "call: completed",
  "call: completed at max_cost",
  "call: completed by overrun",
  "call: cut",
  "call: failed",
  "call: recovered with a checkpoint",
  "call: recovered without a checkpoint",
  "call: released",
  "call: stopped",
  "cancel: by id",
  "cancel: by name",
  "cancel: foreign",
  "cancel: of a finished call",
  "cancel: twice",
  "charge: below the ceiling for want of balance",
  "charge: counted",
  "charge: reported",
  "charge: reported zero",
  "charge: shortfall",
  "client: gone",
  "client: slow",
  "crash: between two steps",
  "crash: commit in flight landed",
  "crash: commit in flight lost",
  "crash: during recovery",
  "crash: while a stream runs",
  "drain: calls ended in time",
  "drain: calls stopped",
  "hold: at the ceiling",
  "hold: grown",
  "hold: grown by less than wanted",
  "hold: sliced",
  "movement: adjusted",
  "movement: owed",
  "movement: owed paid back",
  "movement: refused",
  "movement: repeated",
  "movement: topped up",
  "refusal: context_length_exceeded",
  "refusal: draining",
  "refusal: insufficient_balance",
  "refusal: invalid_api_key",
  "refusal: invalid_request",
  "refusal: max_cost_too_low",
  "refusal: model_not_available",
  "refusal: model_not_found",
  "refusal: model_not_priced",
  "refusal: rate_limit_exceeded",
  "refusal: upstream_unavailable",
  "store: rejected, landed",
  "store: rejected, lost",
  "store: slow",
  "stream: died",
  "stream: ignored its limit",
  "stream: silent",
  "stream: text after the finish reason",
];
