import type {
  Upstream,
  UpstreamBatch,
  UpstreamFailure,
  UpstreamOrder,
  UpstreamStream,
} from "../../src/ports/upstream.ts";
import type { CallSeen } from "./call-seen.ts";
import type { Chance } from "./chance.ts";
import { type Life, never } from "./life.ts";
import type { Weather } from "./plan.ts";
import { foreverMs, type ScriptedBatch, writeScript } from "./upstream-script.ts";
import type { World } from "./world.ts";

export interface UpstreamTerms {
  readonly world: World;
  readonly life: Life;
  readonly weather: Weather;
  readonly name: string;
}

/** A provider that does what a seeded script says, in the world's own time. */
export function scriptedUpstream(terms: UpstreamTerms): Upstream {
  const chance = terms.world.chance.fork(`upstream ${terms.name} of life ${terms.life.number}`);
  return { name: terms.name, open: (order, stop) => open(terms, { order, stop, chance }) };
}

interface Ask {
  readonly order: UpstreamOrder;
  readonly stop: AbortSignal;
  readonly chance: Chance;
}

async function open(
  terms: UpstreamTerms,
  { order, stop, chance }: Ask,
): Promise<UpstreamStream | UpstreamFailure> {
  const { world, life, name } = terms;
  const script = writeScript(chance, terms.weather, order);
  if (!life.step(`asks ${name} for ${order.requestId}`)) return await never();
  const call = world.auditor.asked(order.requestId, name);
  if (call === null) return await never();

  await pauseOrStop(world, script.afterMs, stop);
  if (!life.step(`${name} answers ${script.kind} to ${order.requestId}`)) return await never();
  if (stop.aborted) {
    call.upstreamWorks = false;
    call.givenUp = true;
    if (call.stopper.reason === null) world.happenings.note("attempt: late");
    return { opened: false, kind: "stopped", status: null, message: "stopped", retryAfterMs: null };
  }
  if (script.kind === "fails") {
    call.upstreamWorks = false;
    call.givenUp = script.failure.kind === "rejected";
    world.happenings.note(`attempt: ${script.failure.kind}`);
    return script.failure;
  }
  return new ScriptedStream(terms, { call, batches: script.batches, chance, stop });
}

/** Waits until the moment or the signal, whichever comes first. */
function pauseOrStop(world: World, ms: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = world.clock.after(ms, resolve);
    const stopped = (): void => {
      cancel();
      resolve();
    };
    stop.addEventListener("abort", stopped, { once: true });
  });
}

interface Play {
  readonly call: CallSeen;
  readonly batches: readonly ScriptedBatch[];
  readonly chance: Chance;
  readonly stop: AbortSignal;
}

class ScriptedStream implements UpstreamStream {
  readonly opened = true;
  readonly status = 200;
  readonly #terms: UpstreamTerms;
  readonly #play: Play;
  readonly #closing = new AbortController();
  #at = 0;
  #reading = false;
  #over = false;

  constructor(terms: UpstreamTerms, play: Play) {
    this.#terms = terms;
    this.#play = play;
    play.stop.addEventListener("abort", () => this.close(), { once: true });
  }

  async next(): Promise<UpstreamBatch> {
    const { world, life } = this.#terms;
    const { call } = this.#play;
    if (this.#reading) world.auditor.object(`${call.plan.tag}: two reads at once`);
    if (this.#over) world.auditor.object(`${call.plan.tag}: a read after the end`);
    this.#reading = true;
    const script = this.#play.batches[this.#at] ?? ending;
    this.#at += 1;
    if (script.waitMs === foreverMs) world.happenings.note("stream: silent");
    await pauseOrStop(world, script.waitMs, this.#closing.signal);
    const batch = this.#closing.signal.aborted ? this.#broken(script) : asBatch(script);
    if (!life.step(`${call.plan.tag} gets ${describe(batch)}`)) return await never();
    this.#reading = false;
    this.#over = batch.kind !== "events";
    this.#note(batch);
    world.auditor.given(call, batch);
    return batch;
  }

  close(): void {
    if (this.#closing.signal.aborted || !this.#terms.life.alive) return;
    this.#terms.world.note(`closes the stream of ${this.#play.call.plan.tag}`);
    this.#play.call.upstreamWorks = false;
    this.#closing.abort();
  }

  /** A stream that was closed may still give what had come in before. */
  #broken(script: ScriptedBatch): UpstreamBatch {
    const came = script.waitMs !== foreverMs && this.#play.chance.happens(0.3);
    return { kind: "broken", events: came ? script.events : [], reason: "the stream was closed" };
  }

  #note(batch: UpstreamBatch): void {
    const { world, name } = this.#terms;
    const { happenings } = world;
    const { call } = this.#play;
    if (batch.kind === "broken" && !this.#closing.signal.aborted) happenings.note("stream: died");
    if (call.stream !== null || (batch.kind === "broken" && batch.events.length === 0)) return;
    happenings.note("attempt: served");
    if (call.asked.length > 1) happenings.note("attempt: served after a failure");
    if (call.asked[0] !== name) happenings.note("attempt: served by the second route");
  }
}

/** A script that is read beyond its end: the connection is gone. */
const ending: ScriptedBatch = { waitMs: 1, kind: "broken", events: [] };

function asBatch({ kind, events }: ScriptedBatch): UpstreamBatch {
  return kind === "broken" ? { kind, events, reason: "the connection died" } : { kind, events };
}

function describe(batch: UpstreamBatch): string {
  const texts = batch.events.map((event) => JSON.stringify(event.delta)?.length ?? 0);
  return `${batch.kind} ${texts.join(" ")}`;
}
