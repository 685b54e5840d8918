import type { Hold } from "../../src/core/ledger/types.ts";
import { isRefusal, type Refusal } from "../../src/core/refusal.ts";
import { authenticate } from "../../src/flow/authenticate.ts";
import { cancelChat } from "../../src/flow/cancel-chat.ts";
import { completeChat } from "../../src/flow/complete-chat.ts";
import type { Caller } from "../../src/flow/gateway.ts";
import { Stopper } from "../../src/flow/stopper.ts";
import type { CallSeen } from "./call-seen.ts";
import type { Life } from "./life.ts";
import { expectHold } from "./own-estimate.ts";
import { secretOf } from "./plan.ts";
import type { CallPlan, CancelPlan } from "./plan-call.ts";
import { leave, watchedOutput } from "./watched-output.ts";
import { serving, type World } from "./world.ts";

/** Milliseconds within which a provider is stopped once its call is. */
const stoppedWithinMs = 250;

/** Sends one call to whichever life is serving, and watches what becomes of it. */
export async function sendCall(world: World, plan: CallPlan): Promise<void> {
  const life = serving(world);
  if (life === null) return world.note(`${plan.tag} finds nobody`);
  world.note(`${plan.tag} is sent`);
  const caller = await callerOf(world, life, plan.key);
  if (caller === null) return;

  const call = seeCall(world, { plan, caller, life });
  watchStop(world, life, call);
  planDeparture(world, life, call);
  for (const cancel of plan.cancels) planCancel(world, { life, call, cancel });
  const chance = world.chance.fork(`client ${plan.tag}`);
  try {
    const outcome = await completeChat(life.gateway, {
      caller,
      chat: plan.chat,
      output: watchedOutput({ world, life, call, chance }),
      stopper: call.stopper,
      idempotency: null,
      takeRoom: () => true,
      arrivedAtMs: world.clock.monotonicMs(),
    });
    if (!life.alive) return;
    if ("joined" in outcome) return world.auditor.object(`${plan.tag} joins another call`);
    const name = isRefusal(outcome) ? outcome.refused : outcome.hold.state;
    world.note(`${plan.tag} is answered: ${name}`);
    world.auditor.answered(call, outcome);
  } catch (error) {
    world.note(`${plan.tag} met a fault: ${String(error)}`);
    world.auditor.faulted(call, error);
  }
}

async function callerOf(world: World, life: Life, at: number): Promise<Caller | null> {
  const key = world.plan.keys[at % world.plan.keys.length] ?? world.plan.keys[0];
  const caller = await authenticate(life.gateway, `Bearer ${secretOf(key.id)}`);
  const revoked = world.revoked.has(key.id);
  if (isRefusal(caller) !== revoked) world.auditor.object(`${key.id} is revoked: ${revoked}`);
  if (!isRefusal(caller)) return caller;
  world.happenings.note(`refusal: ${caller.refused}`);
  return null;
}

function seeCall(
  world: World,
  { plan, caller, life }: { readonly plan: CallPlan; readonly caller: Caller; readonly life: Life },
): CallSeen {
  const sentAt = world.clock.now();
  const { settings } = world.plan;
  const expected = expectHold({ plan, key: caller.key, settings, at: sentAt });
  const call: CallSeen = {
    plan,
    caller,
    stopper: new Stopper(),
    life: life.number,
    sentAt,
    expected: typeof expected === "string" ? null : expected,
    expectedRefusal: typeof expected === "string" ? expected : null,
    holdId: null,
    placeDenied: false,
    asked: [],
    givenUp: false,
    upstreamWorks: false,
    stream: null,
    emptyAfterStop: false,
    written: 0,
    moneyGone: false,
    storeFailed: false,
    begun: false,
    lastBytes: false,
    cancelled: false,
    answer: "none",
  };
  world.auditor.sent(call);
  return call;
}

/** Whatever stops a call, its provider must not go on working for long. */
function watchStop(world: World, life: Life, call: CallSeen): void {
  const look = (): void => {
    if (!life.alive || !call.upstreamWorks) return;
    world.auditor.object(`${call.plan.tag}: its provider works on after a stop`);
  };
  const stopped = (): unknown => world.clock.after(stoppedWithinMs, look);
  call.stopper.signal.addEventListener("abort", stopped, { once: true });
}

function planDeparture(world: World, life: Life, call: CallSeen): void {
  const { goneAfterMs } = call.plan.client;
  if (goneAfterMs === null) return;
  world.clock.after(goneAfterMs, () => {
    if (life.alive && call.answer === "none") leave(world, call);
  });
}

interface CancelTerms {
  readonly life: Life;
  readonly call: CallSeen;
  readonly cancel: CancelPlan;
}

function planCancel(world: World, terms: CancelTerms): void {
  const { life, call, cancel } = terms;
  world.clock.after(cancel.afterMs, () => {
    const target = cancel.by === "id" ? call.holdId : call.plan.chat.clientRequestId;
    // A client learns the id from the headers; the name it has chosen itself.
    if (target === null || !life.alive || (cancel.by === "id" && !call.begun)) return;
    void cancelCall(world, terms, target);
  });
}

async function cancelCall(world: World, terms: CancelTerms, target: string): Promise<void> {
  const { life, call, cancel } = terms;
  const { tag } = call.plan;
  const caller =
    cancel.who === "caller" ? call.caller : await callerOf(world, life, call.plan.key + 1);
  if (caller === null) return;
  const wasClosed = call.holdId !== null && isClosed(world, call.holdId);
  world.note(`${tag} is cancelled by ${cancel.by} by ${caller.key.id}`);
  try {
    const answer = await cancelChat(life.gateway, caller, target);
    if (!life.alive) return;
    world.note(`the cancel of ${tag} is answered: ${describe(answer)}`);
    judgeCancel(world, { ...terms, caller }, answer);
    if (wasClosed && !isRefusal(answer)) world.happenings.note("cancel: of a finished call");
  } catch (error) {
    const excused = world.auditor.calls.some((one) => one.storeFailed);
    if (!excused) world.auditor.object(`the cancel of ${tag} fails: ${String(error)}`);
  }
}

/** A cancel answers the final state, to nobody but the call's own project. */
function judgeCancel(
  world: World,
  { call, cancel, caller }: CancelTerms & { readonly caller: Caller },
  answer: Hold | Refusal,
): void {
  const { auditor, happenings } = world;
  const { tag } = call.plan;
  const own = caller.key.projectId === call.caller.key.projectId;
  if (isRefusal(answer)) {
    if (own && cancel.by === "id") auditor.object(`${tag}: its own project cannot cancel it`);
    if (!own) happenings.note("cancel: foreign");
    return;
  }
  if (answer.order.projectId !== caller.key.projectId) {
    auditor.object(`${caller.key.id} is shown ${answer.order.id} of another project`);
  }
  const hold = auditor.books.holds.get(answer.order.id);
  const excused = auditor.ofHold(answer.order.id)?.storeFailed === true;
  if (!excused && (answer.state === "open" || answer.charge !== hold?.charge)) {
    auditor.object(`${tag}: its cancel answers ${describe(answer)}, which is not its end`);
  }
  happenings.note(`cancel: by ${cancel.by}`);
  if (call.cancelled) happenings.note("cancel: twice");
  call.cancelled = true;
}

function isClosed(world: World, holdId: string): boolean {
  return world.auditor.books.holds.get(holdId)?.state !== "open";
}

function describe(answer: Hold | Refusal): string {
  return isRefusal(answer) ? answer.refused : `${answer.state} ${answer.charge}`;
}
