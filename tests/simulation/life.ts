import type { Command, Outcome } from "../../src/core/ledger/types.ts";
import { limits } from "../../src/core/limits.ts";
import type { Gateway } from "../../src/flow/gateway.ts";
import { RateLimits } from "../../src/flow/rate-limits.ts";
import { RouteWatch } from "../../src/flow/route-watch.ts";
import { RunningCalls } from "../../src/flow/running-calls.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Ledger } from "../../src/ports/store.ts";
import type { Chance } from "./chance.ts";
import { hashSecret, type Weather } from "./plan.ts";
import { scriptedUpstream } from "./scripted-upstream.ts";
import { openTrade, providers, simulatedCounting } from "./trade.ts";
import type { World } from "./world.ts";

/** A commit between its call and its landing. */
interface Flight {
  readonly commands: readonly Command[];
  landed: boolean;
}

const trade = openTrade();

/** How much likelier a step crashes before the gateway serves. */
const recoveryFactor = 30;

/**
 * One process life of the gateway, from its start to its crash or its end. Every call through a
 * port is a step, and at any step the life may end: from then on none of its ports does anything,
 * nothing that it waits for ever comes, and only what is on disk remains.
 */
export class Life {
  readonly number: number;
  readonly gateway: Gateway;
  /** True from the end of its recovery on. */
  serving = false;
  readonly #world: World;
  readonly #chance: Chance;
  readonly #weather: Weather;
  readonly #flights = new Set<Flight>();
  #alive = true;

  /** @param weather what goes wrong in this life */
  constructor(world: World, number: number, weather: Weather) {
    this.number = number;
    this.#world = world;
    this.#weather = weather;
    this.#chance = world.chance.fork(`life ${number}`);
    this.gateway = this.#openGateway();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Notes a step of the gateway, at which it may crash; false where it is dead. */
  step(what: string): boolean {
    if (!this.#alive) return false;
    this.#world.note(what);
    const { crash } = this.#weather;
    // A recovery is short: only a greater chance ever meets it.
    const likely = this.serving ? crash : crash * recoveryFactor;
    if (this.#world.crashesLeft > 0 && this.#chance.happens(likely)) {
      this.crash("between two steps");
    }
    return this.#alive;
  }

  /** Ends this life at once. Each commit in flight has landed or has not, as chance has it. */
  crash(how: string): void {
    const { happenings } = this.#world;
    this.#world.crashesLeft -= 1;
    happenings.note(`crash: ${how}`);
    if (!this.serving) happenings.note("crash: during recovery");
    if (this.#world.streaming()) happenings.note("crash: while a stream runs");
    this.#world.note(`CRASH ${how}`);
    this.end();
    for (const flight of this.#flights) {
      if (flight.landed) continue;
      const lands = this.#chance.happens(0.5);
      happenings.note(`crash: commit in flight ${lands ? "landed" : "lost"}`);
      if (lands) void this.#land(flight);
    }
  }

  /** Ends this life without a crash: nothing of it does anything any more. */
  end(): void {
    this.#alive = false;
    this.serving = false;
  }

  #openGateway(): Gateway {
    const world = this.#world;
    return {
      settings: world.plan.settings,
      priceList: "simulated",
      ...trade,
      upstreams: new Map(
        providers.map((name) => [
          name,
          scriptedUpstream({ world, life: this, weather: this.#weather, name }),
        ]),
      ),
      disconnectPolicies: new Map(),
      pictures: { fetch: async () => ({ fetched: false, kind: "blocked", reason: "simulated" }) },
      text: simulatedCounting,
      store: { ...world.store, ledger: this.#openLedger() },
      clock: this.#openClock(),
      random: {
        bytes: (count) => Uint8Array.from({ length: count }, () => this.#chance.below(256)),
        fraction: () => this.#chance.fraction(),
      },
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: (_fields, message) => world.note(`warns: ${message}`),
        error: (fields, message) => world.note(`errs: ${message} ${fields["error"]}`),
      },
      rateLimits: new RateLimits(),
      routes: new RouteWatch({
        failuresMax: world.plan.routeFailuresMax,
        restMs: limits.routeRestMs,
      }),
      running: new RunningCalls(),
      hashSecret,
    };
  }

  /** The world's clock, whose timers die with this life. */
  #openClock(): Clock {
    const { clock } = this.#world;
    return {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      after: (ms, callback) => clock.after(ms, () => this.#alive && callback()),
    };
  }

  #openLedger(): Ledger {
    const { ledger } = this.#world.store;
    return {
      commit: (commands) => this.#commit(commands),
      balance: (accountId) => this.#read(() => ledger.balance(accountId)),
      hold: (id) => this.#read(() => ledger.hold(id)),
      holdByClientRequestId: (accountId, name) =>
        this.#read(() => ledger.holdByClientRequestId(accountId, name)),
      holdByIdempotencyKey: (accountId, key) =>
        this.#read(() => ledger.holdByIdempotencyKey(accountId, key)),
      openHolds: () => this.#read(() => ledger.openHolds()),
      entries: (accountId, after, limit) =>
        this.#read(() => ledger.entries(accountId, after, limit)),
      books: () => this.#read(() => ledger.books()),
    };
  }

  async #read<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    const answer = await read();
    return this.#alive ? answer : await never();
  }

  async #commit(commands: readonly Command[]): Promise<readonly Outcome[]> {
    const names = commands.map((command) => nameOf(command)).join(", ");
    const flight = { commands, landed: false };
    this.#flights.add(flight);
    if (!this.step(`commits ${names}`)) return await never();
    const fate = this.#drawFate();
    await this.#delay();
    if (!this.#alive) return await never();
    if (fate === "lost") return this.#fail(flight, "lost");

    const outcomes = await this.#land(flight);
    // What is on disk may be known late.
    await this.#delay();
    if (!this.step(`landed ${names}`)) return await never();
    return fate === "unanswered" ? this.#fail(flight, "landed") : outcomes;
  }

  #drawFate(): "lost" | "unanswered" | "lands" {
    if (this.#chance.happens(this.#weather.commitLost)) return "lost";
    return this.#chance.happens(this.#weather.commitUnanswered) ? "unanswered" : "lands";
  }

  async #delay(): Promise<void> {
    if (!this.#chance.happens(this.#weather.commitSlow)) return;
    this.#world.happenings.note("store: slow");
    const ms = this.#chance.below(this.#chance.pick([3, 30, 400]));
    await new Promise<void>((resolve) => this.#world.clock.after(ms, resolve));
  }

  async #land(flight: Flight): Promise<readonly Outcome[]> {
    flight.landed = true;
    this.#flights.delete(flight);
    const outcomes = await this.#world.store.ledger.commit(flight.commands);
    this.#world.auditor.landed(flight.commands, outcomes);
    return outcomes;
  }

  #fail(flight: Flight, how: "lost" | "landed"): never {
    this.#flights.delete(flight);
    this.#world.happenings.note(`store: rejected, ${how}`);
    this.#world.note(`REJECTS a commit, ${how}`);
    this.#world.auditor.failed(flight.commands);
    throw new Error("the store is gone");
  }
}

/** What a dead process waits for. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}

function nameOf(command: Command): string {
  switch (command.kind) {
    case "place_hold":
      return `place_hold ${command.order.sessionId} ${command.order.ceiling}`;
    case "grow_hold":
      return `grow_hold ${command.holdId} to ${command.to}`;
    case "checkpoint":
      return `checkpoint ${command.holdId} ${command.checkpoint.charge}`;
    case "settle_hold":
      return `settle_hold ${command.holdId} ${command.due} ${command.outcome.status}`;
    case "release_hold":
      return `release_hold ${command.holdId} ${command.outcome.status}`;
    case "recover_hold":
      return `recover_hold ${command.holdId}`;
    case "open_account":
      return `open_account ${command.accountId}`;
    case "top_up":
    case "adjust":
      return `${command.kind} ${command.id} ${command.amount}`;
    default:
      return command.kind;
  }
}
