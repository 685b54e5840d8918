import type { ChatEvent } from "../../src/core/chat/event.ts";
import type { CallOutcome, Command, HoldOrder, Outcome } from "../../src/core/ledger/types.ts";
import { isRefusal, type Refusal, type RefusalCode } from "../../src/core/refusal.ts";
import type { Settled } from "../../src/flow/settle.ts";
import type { UpstreamBatch } from "../../src/ports/upstream.ts";
import type { CallSeen } from "./call-seen.ts";
import { EventTrack } from "./event-track.ts";
import type { Happenings } from "./happenings.ts";
import { OwnBooks, type OwnHold } from "./own-books.ts";
import { permittedDues } from "./permitted-dues.ts";

/** One mill in picodollars. */
const mill = 1_000_000_000n;

/** Refusals that depend on the moment, not on the call alone. */
const momentary: readonly RefusalCode[] = [
  "draining",
  "rate_limit_exceeded",
  "upstream_unavailable",
  "insufficient_balance",
];

/**
 * Watches the gateway from outside: what providers gave, what clients were sent, what became
 * durable, and in which order. Objects as soon as a promise is broken.
 */
export class Auditor {
  readonly books: OwnBooks;
  readonly calls: CallSeen[] = [];
  readonly #byTag = new Map<string, CallSeen>();
  readonly #byHold = new Map<string, CallSeen>();
  readonly #happenings: Happenings;
  /** Tries that one route gets. */
  readonly #attemptsMax: number;
  readonly #objections: string[] = [];

  constructor(happenings: Happenings, attemptsMax: number) {
    this.#attemptsMax = attemptsMax;
    this.#happenings = happenings;
    this.books = new OwnBooks((sentence) => this.object(sentence));
  }

  /** The first promise that was found broken, or null. */
  get objection(): string | null {
    return this.#objections[0] ?? null;
  }

  object(sentence: string): void {
    this.#objections.push(sentence);
  }

  sent(call: CallSeen): void {
    this.calls.push(call);
    this.#byTag.set(call.plan.tag, call);
  }

  ofHold(holdId: string): CallSeen | null {
    return this.#byHold.get(holdId) ?? null;
  }

  /** Commands that are now on disk, with what the store answered. */
  landed(commands: readonly Command[], outcomes: readonly Outcome[]): void {
    for (const [index, command] of commands.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) {
        this.object(`${command.kind} has no answer`);
        return;
      }
      this.#examine(command, outcome);
      this.books.follow(command, outcome);
    }
  }

  /** A commit that was answered with a failure, whether it landed or not. */
  failed(commands: readonly Command[]): void {
    for (const command of commands) {
      const call = this.#callOf(command);
      if (call !== null) call.storeFailed = true;
    }
  }

  /** A provider is asked: the money must be set aside on disk by now. */
  asked(holdId: string, provider: string): CallSeen | null {
    const call = this.ofHold(holdId);
    if (this.books.holds.get(holdId)?.state !== "open" || call === null) {
      this.object(`a provider is asked for ${holdId}, which is not set aside on disk`);
      return null;
    }
    call.asked.push(provider);
    this.#askedInReason(call, provider);
    call.upstreamWorks = true;
    return call;
  }

  /** A provider's stream gave something. */
  given(call: CallSeen, batch: UpstreamBatch): void {
    if (batch.kind !== "events") call.upstreamWorks = false;
    if (call.stream === null && batch.kind === "broken" && batch.events.length === 0) {
      call.emptyAfterStop = call.stopper.reason !== null;
      return;
    }
    if (call.expected === null) return;
    call.stream ??= {
      track: new EventTrack(call.expected),
      before: 0,
      lastKind: batch.kind,
    };
    call.stream.before = call.stream.track.events.length;
    call.stream.lastKind = batch.kind;
    const { track } = call.stream;
    for (const event of batch.events) {
      if (track.finished && event.delta !== null)
        this.#note("stream: text after the finish reason");
      track.push(event);
    }
  }

  /** Events leave for a client. */
  written(call: CallSeen, events: readonly ChatEvent[]): void {
    if (!call.begun) this.object(`${call.plan.tag}: bytes before the headers`);
    if (call.lastBytes) this.object(`${call.plan.tag}: bytes after the last bytes`);
    for (const event of events) this.#inOrder(call, event);
    const finish = call.stream?.track.events.findIndex((event) => event.finish !== null) ?? -1;
    if (finish !== -1 && call.written > finish) {
      this.object(`${call.plan.tag}: its finish reason leaves before its charge is on disk`);
    }
    const hold = this.books.holds.get(call.holdId ?? "");
    if (events.length > 0) call.moneyGone = false;
    if (events.length === 0 || call.stream === null) return;
    if (hold?.state !== "open") {
      this.object(`${call.plan.tag}: relayed without a hold`);
      return;
    }
    const counted = call.stream.track.at(call.written).counted;
    const value = counted < hold.ceiling ? counted : hold.ceiling;
    if (value > hold.amount) {
      this.object(`${call.plan.tag}: ${value} relayed and only ${hold.amount} set aside`);
    }
    if (call.plan.chat.stream) this.#uncovered(call, hold, value);
  }

  /** The last bytes leave: the charge must be on disk by now. */
  ended(call: CallSeen, settled: Settled, closing: readonly ChatEvent[]): void {
    const { tag } = call.plan;
    const hold = this.books.holds.get(call.holdId ?? "");
    if (call.lastBytes) this.object(`${tag}: its last bytes leave twice`);
    call.lastBytes = true;
    if (hold === undefined || hold.state === "open") {
      this.object(`${tag}: its last bytes leave before its charge is on disk`);
    }
    if (settled.hold.charge !== hold?.charge) this.object(`${tag}: another charge is told`);
    if (settled.refusal !== null || settled.finish !== null) return;
    for (const event of closing) this.#inOrder(call, event);
    const track = call.stream?.track;
    const missing = track?.events
      .slice(call.written)
      .some((event) => event.delta !== null || event.finish !== null);
    if (missing !== false) this.object(`${tag}: the answer is said to be whole and is not`);
  }

  answered(call: CallSeen, outcome: Settled | Refusal): void {
    if (isRefusal(outcome)) {
      this.#refused(call, outcome);
      return;
    }
    call.answer = "settled";
    if (!call.lastBytes) this.object(`${call.plan.tag}: settled, but its last bytes never left`);
  }

  /** A call that ended in a fault: only a failing store excuses one. */
  faulted(call: CallSeen, error: unknown): void {
    call.answer = "failed";
    if (!call.storeFailed) this.object(`${call.plan.tag}: ${String(error)}`);
  }

  /** One provider at a time, not too often, and never again once it gave anything. */
  #askedInReason(call: CallSeen, provider: string): void {
    const { tag } = call.plan;
    const times = call.asked.filter((one) => one === provider).length;
    if (call.upstreamWorks) this.object(`${tag}: two providers work at once`);
    if (call.stream !== null) this.object(`${tag}: asked again after its first event`);
    if (call.givenUp) this.object(`${tag}: asked again after a final failure`);
    if (times > this.#attemptsMax) this.object(`${tag}: ${provider} is asked ${times} times`);
  }

  #refused(call: CallSeen, refusal: Refusal): void {
    call.answer = "refused";
    this.#note(`refusal: ${refusal.refused}`);
    if (call.holdId !== null) this.object(`${call.plan.tag}: refused after money was set aside`);
    if (refusal.metadata?.["kind"] === "concurrency") this.#crowdedOut(call);
    if (refusal.refused === "insufficient_balance" && !call.placeDenied) {
      this.object(`${call.plan.tag}: refused for want of money, and the ledger was not asked`);
    }
    if (refusal.refused === call.expectedRefusal || momentary.includes(refusal.refused)) return;
    this.object(`${call.plan.tag}: refused with ${refusal.refused}: ${refusal.message}`);
  }

  #examine(command: Command, outcome: Outcome): void {
    const call = this.#callOf(command);
    if (command.kind === "place_hold") {
      this.#placed(command.order, outcome);
      return;
    }
    if (call === null || !("holdId" in command)) return;
    const hold = this.books.holds.get(command.holdId);
    if (hold?.state !== "open") return;
    if (command.kind === "settle_hold") {
      this.#closes(call, hold, command);
      return;
    }
    if (command.kind === "release_hold") {
      this.#closes(call, hold, { ...command, due: null });
      return;
    }
    if (command.kind === "checkpoint") this.#checkpointed(call, hold, command.checkpoint.charge);
    if (command.kind === "recover_hold") this.#recovered(hold);
    if (command.kind === "grow_hold" && outcome.done && outcome.hold !== null) {
      call.moneyGone = outcome.hold.amount < command.to;
      this.#note(call.moneyGone ? "hold: grown by less than wanted" : "hold: grown");
    }
  }

  #placed(order: HoldOrder, outcome: Outcome): void {
    const call = this.#byTag.get(order.sessionId ?? "");
    const expected = call?.expected ?? null;
    if (call === undefined || expected === null) {
      this.object(`${order.sessionId} sets money aside and should have been refused`);
      return;
    }
    const told = [order.model, order.outputTokensMax, order.promptTokens, order.accountId];
    const { model, outputTokensMax, promptTokens } = expected;
    const own = [model, outputTokensMax, promptTokens, call.caller.account.id];
    if (told.join() !== own.join()) this.object(`${call.plan.tag} is held as ${told}, not ${own}`);
    const amounts = [order.ceiling, order.wanted, order.least];
    const ownAmounts = [expected.ceiling, expected.ceiling, expected.least];
    if (amounts.join() !== ownAmounts.join()) {
      this.object(`${call.plan.tag} asks for ${amounts}, by the auditor ${ownAmounts}`);
    }
    if (!outcome.done) call.placeDenied = true;
    if (!outcome.done || outcome.hold === null) return;
    call.holdId = order.id;
    this.#byHold.set(order.id, call);
    const sliced = outcome.hold.amount < order.ceiling;
    this.#note(sliced ? "hold: sliced" : "hold: at the ceiling");
    this.#crowded(call);
  }

  /** Nobody is refused for calls that have long ended. */
  #crowdedOut(call: CallSeen): void {
    const { account } = call.caller;
    const others = this.calls.filter(
      (other) =>
        other !== call &&
        other.life === call.life &&
        other.caller.account.id === account.id &&
        other.answer === "none",
    );
    if (others.length >= account.concurrency) return;
    this.object(
      `${call.plan.tag}: refused beside ${others.length} of ${account.concurrency} calls`,
    );
  }

  /** No more calls at once than the account may have; ones that the store failed may linger. */
  #crowded(call: CallSeen): void {
    const { account } = call.caller;
    const running = this.calls.filter(
      (other) =>
        other.life === call.life &&
        other.caller.account.id === account.id &&
        other.answer === "none" &&
        other.holdId !== null &&
        !other.storeFailed &&
        this.books.holds.get(other.holdId)?.state === "open",
    );
    if (running.length <= account.concurrency) return;
    this.object(`${account.id} has ${running.length} calls at once of ${account.concurrency}`);
  }

  #checkpointed(call: CallSeen, hold: OwnHold, charge: bigint): void {
    const points = call.stream?.track.points ?? [];
    const known = points.some(({ counted }) => lesser(counted, hold.ceiling) === charge);
    if (!known) this.object(`${call.plan.tag}: a checkpoint of ${charge} that nothing produced`);
  }

  #recovered(hold: OwnHold): void {
    const kind = hold.checkpoint === null ? "without a checkpoint" : "with a checkpoint";
    this.#note(`call: recovered ${kind}`);
  }

  #closes(
    call: CallSeen,
    hold: OwnHold,
    command: { readonly due: bigint | null; readonly outcome: CallOutcome },
  ): void {
    const { due, outcome } = command;
    const { status, usageSource } = outcome;
    const permitted = permittedDues(call, status, hold.amount);
    const found = permitted.some(
      (one) => one.due === due && (due === null || one.source === usageSource),
    );
    if (!found) {
      const amounts = permitted.map((one) => `${one.due} ${one.source}`).join(", ");
      this.object(
        `${call.plan.tag}: ${status} owing ${due} ${usageSource}, where it may owe: ${amounts}`,
      );
    }
    if (status === "cut" && !call.moneyGone) {
      this.object(`${call.plan.tag}: is cut, and the ledger was not asked what remains`);
    }
    this.#noteEnd(call, hold, command);
  }

  #noteEnd(
    call: CallSeen,
    hold: OwnHold,
    { due, outcome }: { readonly due: bigint | null; readonly outcome: CallOutcome },
  ): void {
    const note = (kind: string): void => this.#note(kind);
    note(due === null ? "call: released" : `call: ${outcome.status}`);
    if (due === null) return;
    note(`charge: ${outcome.usageSource}`);
    if (outcome.usageSource === "reported" && due === 0n) note("charge: reported zero");
    if (due > hold.ceiling) note("charge: shortfall");
    const produced = call.stream?.track.points.at(-1)?.tokens ?? 0;
    if (produced > (call.expected?.outputTokensMax ?? 0)) note("stream: ignored its limit");
    const { posted = 0n, held = 0n } = this.books.accounts.get(hold.accountId) ?? {};
    if (lesser(due, hold.ceiling) > hold.amount + posted - held) {
      note("charge: below the ceiling for want of balance");
    }
    if (outcome.status !== "completed" || call.stream?.lastKind === "ended") return;
    note(`call: completed ${call.expected?.boundByMaxCost ? "at max_cost" : "by overrun"}`);
  }

  /** Nobody is sent what the provider did not give, nor in another order, nor twice. */
  #inOrder(call: CallSeen, event: ChatEvent): void {
    const at = call.stream?.track.events.indexOf(event, call.written) ?? -1;
    const skipped = call.stream?.track.events
      .slice(call.written, at)
      .some((between) => between.delta !== null || between.finish !== null);
    if (at === -1 || skipped) this.object(`${call.plan.tag}: an event out of its order`);
    call.written = at + 1;
  }

  #uncovered(call: CallSeen, hold: OwnHold, value: bigint): void {
    if (hold.checkpoint === null) {
      this.object(`${call.plan.tag}: bytes before the first checkpoint`);
      return;
    }
    if (value - hold.checkpoint > mill) {
      this.object(`${call.plan.tag}: ${value} relayed, ${hold.checkpoint} on disk: over one mill`);
    }
  }

  #note(kind: string): void {
    this.#happenings.note(kind);
  }

  #callOf(command: Command): CallSeen | null {
    if (command.kind === "place_hold") {
      return this.#byTag.get(command.order.sessionId ?? "") ?? null;
    }
    return "holdId" in command ? this.ofHold(command.holdId) : null;
  }
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
