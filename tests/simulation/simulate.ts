import { auditBooks } from "../../src/admin/audit.ts";
import { shortfallAccountId } from "../../src/core/ledger/view.ts";
import { drain } from "../../src/flow/drain.ts";
import { recoverHolds } from "../../src/flow/recover-holds.ts";
import { sendCall } from "./clients.ts";
import { promisesSettled } from "./hand-clock.ts";
import type { Happenings } from "./happenings.ts";
import { Life } from "./life.ts";
import { type MovementSeen, planMovement } from "./operator.ts";
import type { Weather } from "./plan.ts";
import { openWorld, serving, type World } from "./world.ts";

/** What one seed came to. */
export interface Report {
  readonly seed: number;
  /** The promise that was found broken, or null. */
  readonly objection: string | null;
  readonly calls: number;
  readonly steps: number;
  /** Of the whole trace: the same seed always gives the same. */
  readonly hash: string;
  readonly happenings: Happenings;
  /** The last steps, for whoever looks for the cause. */
  readonly last: readonly string[];
}

/** Turns of the clock after which a world that does not come to rest is given up. */
const turnsMax = 200_000;

/** Milliseconds between a crash and the next start. */
const restartMs = 300;

const calm: Weather = {
  crash: 0,
  crashesMax: 0,
  commitLost: 0,
  commitUnanswered: 0,
  commitSlow: 0,
  attemptFails: 0,
  streamDies: 0,
  streamSilent: 0,
  limitIgnored: 0,
};

/** Plays one seed to its end: the same seed does the same, step by step. */
export async function simulate(seed: number): Promise<Report> {
  const world = openWorld(seed);
  await openAccounts(world);
  const movements = world.plan.movements.map((plan) => planMovement(world, plan));
  planOthers(world);
  start(world, world.plan.weather);
  await run(world);
  await conclude(world, movements);
  return {
    seed,
    objection: world.auditor.objection,
    calls: world.auditor.calls.length,
    steps: world.trace.steps,
    last: world.trace.last(),
    hash: world.trace.close(),
    happenings: world.happenings,
  };
}

async function openAccounts({ plan, store, auditor }: World): Promise<void> {
  for (const account of plan.accounts) {
    const commands = [{ kind: "open_account" as const, accountId: account.id, at: 0 }];
    auditor.landed(commands, await store.ledger.commit(commands));
    await store.directory.createAccount(account);
  }
  for (const key of plan.keys) {
    const { projectId: id, accountId, createdAt } = key;
    await store.directory.createProject({ id, accountId, name: id, createdAt });
    await store.directory.createKey(key);
  }
}

function planOthers(world: World): void {
  const { plan, clock } = world;
  for (const call of plan.calls) clock.after(call.atMs, () => void sendCall(world, call));
  for (const atMs of plan.kills) {
    clock.after(atMs, () => world.life?.alive && world.life.crash("by a kill"));
  }
  for (const atMs of plan.drains) clock.after(atMs, () => void shutDown(world));
  const key = plan.keys.find(({ id }) => id === plan.revocation?.keyId);
  if (plan.revocation === null || key === undefined) return;
  clock.after(plan.revocation.atMs, () => {
    const disabled = { ...key, disabled: true };
    void world.store.directory.updateKey(disabled).then(() => world.revoked.add(key.id));
  });
}

/** Begins a life of the gateway: first what the one before left open, then service. */
function start(world: World, weather: Weather): void {
  world.lives += 1;
  const life = new Life(world, world.lives, weather);
  world.life = life;
  world.note(`life ${life.number} begins`);
  recover(world, life).catch((error: unknown) => {
    // A start that fails is a process that ends; the next one tries again.
    world.note(`life ${life.number} cannot begin: ${String(error)}`);
    life.end();
  });
}

async function recover(world: World, life: Life): Promise<void> {
  const recovered = await recoverHolds(life.gateway.store.ledger, life.gateway.clock);
  if (!life.alive) return;
  world.note(`recovered ${recovered}`);
  const open = await world.store.ledger.openHolds();
  if (open.length > 0) world.auditor.object(`${open.length} holds are open after a recovery`);
  await audit(world);
  life.serving = true;
}

/** The store's own audit, over everything since the last one; then the auditor's sums. */
async function audit(world: World): Promise<void> {
  const books = await world.store.ledger.books();
  const report = await auditBooks(books, world.auditedHead ?? undefined);
  await books.close();
  world.auditedHead = report.head;
  world.note(`audited ${report.entries} entries: ${report.head}`);
  if (!report.ok) world.auditor.object(`the audit finds: ${report.differences.join("; ")}`);
}

/** SIGTERM: when the drain is over, no call is running and none will ever. */
async function shutDown(world: World): Promise<void> {
  const life = serving(world);
  if (life === null) return;
  world.note("drains");
  const before = world.clock.monotonicMs();
  await drain(life.gateway);
  if (!life.alive) return;
  await promisesSettled();
  const stopped = world.clock.monotonicMs() - before >= 30_000;
  world.happenings.note(stopped ? "drain: calls stopped" : "drain: calls ended in time");
  for (const call of world.auditor.calls) {
    // What is settled may still be on its way to a slow client.
    if (call.life !== life.number || call.answer !== "none" || call.lastBytes) continue;
    world.auditor.object(`${call.plan.tag} still runs after the drain`);
  }
  world.note("is drained");
  life.end();
}

/** Turns the clock until nothing waits for it any more, or until a promise is found broken. */
async function run(world: World): Promise<void> {
  let ended: Life | null = null;
  for (let turns = 0; turns < turnsMax; turns++) {
    await promisesSettled();
    if (world.auditor.objection !== null) return;
    if (world.life?.alive === false && ended !== world.life) {
      ended = world.life;
      world.clock.after(restartMs, () => start(world, world.plan.weather));
    }
    if (!world.clock.turn()) return;
  }
  world.auditor.object(`the world is not at rest after ${turnsMax} turns`);
}

/** One last start in calm weather; after it every call and every movement has its end. */
async function conclude(world: World, movements: readonly MovementSeen[]): Promise<void> {
  if (world.auditor.objection !== null) return;
  hungCalls(world);
  world.life?.end();
  world.crashesLeft = 0;
  start(world, calm);
  for (const { plan, outcome } of movements) {
    if (outcome === "unknown") world.auditor.object(`${plan.reference} was never answered`);
  }
  await run(world);
  if (world.auditor.objection !== null) return;
  await audit(world);
  ratesKept(world);
  await sumUp(world, movements);
}

/** In a life that is still alive, every call has come to its end by itself. */
function hungCalls({ life, auditor }: World): void {
  for (const call of auditor.calls) {
    if (life?.alive !== true || call.life !== life.number || call.answer !== "none") continue;
    auditor.object(`${call.plan.tag} never came to an end`);
  }
}

/** No account had more calls than its minute allows, whichever moments are compared. */
function ratesKept({ auditor, plan, lives }: World): void {
  for (const { id, rpm } of plan.accounts) {
    for (let life = 1; life <= lives; life++) {
      const sent = auditor.calls
        .filter((call) => call.life === life && call.holdId !== null)
        .filter((call) => call.caller.account.id === id)
        .map((call) => call.sentAt);
      if (sent.some((from, index) => tooMany(sent.slice(index), from, rpm))) {
        auditor.object(`${id} had more than ${rpm} calls a minute`);
      }
    }
  }
}

function tooMany(sent: readonly number[], from: number, rpm: number): boolean {
  return sent.some((at, index) => index + 1 > rpm + (rpm * (at - from)) / 60_000);
}

/** All that came in is either charged, or still there. */
async function sumUp(world: World, movements: readonly MovementSeen[]): Promise<void> {
  const { auditor, store, plan } = world;
  let moved = 0n;
  for (const movement of movements) {
    if (movement.outcome === "booked") moved += movement.plan.amount;
  }
  let left = 0n;
  for (const { id } of plan.accounts) {
    const balance = await store.ledger.balance(id);
    if (balance?.held !== 0n) auditor.object(`${id} still has ${balance?.held} set aside`);
    left += (balance?.posted ?? 0n) - (balance?.owed ?? 0n);
  }
  const { charged, shortfall } = auditor.books.totals;
  if (left + charged !== moved) {
    auditor.object(`${moved} came in, ${charged} is charged, and ${left} is left`);
  }
  const absorbed = (await store.ledger.balance(shortfallAccountId))?.posted ?? 0n;
  if (absorbed !== shortfall) auditor.object(`the shortfall is ${absorbed}, not ${shortfall}`);
  for (const call of auditor.calls) checkBounds(world, call.holdId);
}

function checkBounds({ auditor }: World, holdId: string | null): void {
  const hold = auditor.books.holds.get(holdId ?? "");
  if (hold === undefined) return;
  if (hold.charge === null) {
    auditor.object(`${holdId} was never resolved`);
    return;
  }
  if (hold.charge > hold.ceiling) auditor.object(`${holdId} costs more than its ceiling`);
}
