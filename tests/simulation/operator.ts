import { type AdjustmentTerms, adjust, type Booked, topUp } from "../../src/admin/movements.ts";
import { picodollars } from "../../src/core/money/picodollars.ts";
import { isRefusal, type Refusal } from "../../src/core/refusal.ts";
import { openPasswords } from "../../src/main/passwords.ts";
import type { Life } from "./life.ts";
import type { MovementPlan } from "./plan.ts";
import { serving, type World } from "./world.ts";

/** Milliseconds after which an operator who got no answer tries again, and how often. */
const againAfterMs = 700;
const triesMax = 200;

/** What the operator knows of a movement: only an answer tells whether it was booked. */
export interface MovementSeen {
  readonly plan: MovementPlan;
  /** The life that is asked now; null while nobody is. */
  asking: Life | null;
  outcome: "unknown" | "booked" | "refused";
}

/** Books a movement, again and again with the same reference until there is an answer. */
export function planMovement(world: World, plan: MovementPlan): MovementSeen {
  const seen: MovementSeen = { plan, asking: null, outcome: "unknown" };
  const attempt = (tries: number): void => {
    if (seen.outcome !== "unknown" || tries > triesMax) return;
    // Nobody asks a second time while an answer may still come.
    if (seen.asking?.alive !== true) void move(world, seen);
    world.clock.after(againAfterMs, () => attempt(tries + 1));
  };
  world.clock.after(plan.atMs, () => attempt(1));
  return seen;
}

async function move(world: World, seen: MovementSeen): Promise<void> {
  const life = serving(world);
  if (life === null) return;
  seen.asking = life;
  const { plan } = seen;
  try {
    const answer = await book(life, plan);
    if (!life.alive || seen.outcome !== "unknown") return;
    noteAnswer(world, seen, answer);
    await repeat(world, life, seen);
  } catch (error) {
    world.note(`${plan.reference} met a fault: ${String(error)}`);
  } finally {
    seen.asking = null;
  }
}

function noteAnswer(world: World, seen: MovementSeen, answer: Booked | Refusal): void {
  const { plan } = seen;
  const { happenings } = world;
  seen.outcome = isRefusal(answer) ? "refused" : "booked";
  world.note(`${plan.reference} of ${plan.amount} is ${seen.outcome}`);
  if (isRefusal(answer)) {
    happenings.note("movement: refused");
    const may = plan.kind === "adjust" && plan.amount < 0n && !plan.allowOwed;
    if (!may) world.auditor.object(`${plan.reference} is refused: ${answer.message}`);
    return;
  }
  happenings.note(plan.kind === "top_up" ? "movement: topped up" : "movement: adjusted");
  const { owed } = answer.movement;
  if (owed > 0n) happenings.note(plan.amount < 0n ? "movement: owed" : "movement: owed paid back");
}

/** The same reference again answers the first booking and moves nothing. */
async function repeat(world: World, life: Life, seen: MovementSeen): Promise<void> {
  if (seen.outcome !== "booked") return;
  const again = await book(life, seen.plan);
  if (!life.alive) return;
  if (isRefusal(again) || !again.repeated) {
    world.auditor.object(`${seen.plan.reference} is not the same the second time`);
  }
  world.happenings.note("movement: repeated");
}

function book(life: Life, plan: MovementPlan): Promise<Booked | Refusal> {
  const { store, clock, random, hashSecret } = life.gateway;
  const office = { store, clock, random, hashSecret, passwords: openPasswords() };
  const terms: AdjustmentTerms = {
    accountId: plan.accountId,
    amount: picodollars(plan.amount),
    reference: plan.reference,
    reason: "the simulation",
    allowOwed: plan.allowOwed,
  };
  return plan.kind === "top_up" ? topUp(office, terms) : adjust(office, terms);
}
