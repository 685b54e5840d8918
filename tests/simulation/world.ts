import type { Store } from "../../src/ports/store.ts";
import { createMemoryStore } from "../../src/stores/memory/store.ts";
import { Auditor } from "./auditor.ts";
import { type Chance, seededChance } from "./chance.ts";
import { type HandClock, openHandClock } from "./hand-clock.ts";
import { Happenings } from "./happenings.ts";
import type { Life } from "./life.ts";
import { makePlan, type Plan } from "./plan.ts";
import { Trace } from "./trace.ts";
import { beginning } from "./trade.ts";

/** Everything around the gateway: what outlives its crashes, and who watches it. */
export interface World {
  readonly plan: Plan;
  readonly chance: Chance;
  readonly clock: HandClock;
  readonly store: Store;
  readonly auditor: Auditor;
  readonly happenings: Happenings;
  readonly trace: Trace;
  /** The gateway's current life; null before the first. */
  life: Life | null;
  /** Lives so far. */
  lives: number;
  crashesLeft: number;
  /** Ids of keys that were revoked: each must fail from its very next call on. */
  readonly revoked: Set<string>;
  /** What the last audit handed out: the next proves that nothing before it was rewritten. */
  auditedHead: string | null;
  /** Notes a step in the trace. */
  readonly note: (what: string) => void;
  /** Whether a provider works for anybody just now. */
  readonly streaming: () => boolean;
}

export function openWorld(seed: number): World {
  const chance = seededChance(`simulation ${seed}`);
  const plan = makePlan(chance.fork("plan"));
  const clock = openHandClock(beginning);
  const happenings = new Happenings();
  const auditor = new Auditor(happenings, plan.settings.attemptsMax);
  const trace = new Trace();
  return {
    plan,
    chance,
    clock,
    store: createMemoryStore(),
    auditor,
    happenings,
    trace,
    life: null,
    lives: 0,
    auditedHead: null,
    revoked: new Set(),
    crashesLeft: plan.weather.crashesMax,
    note: (what) => trace.note(clock.monotonicMs(), what),
    streaming: () => auditor.calls.some((call) => call.upstreamWorks && call.begun),
  };
}

/** The life that answers clients now; null while there is none. */
export function serving(world: World): Life | null {
  return world.life?.serving === true ? world.life : null;
}
