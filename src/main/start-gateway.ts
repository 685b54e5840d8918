import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { FailedSignIns } from "../admin/failed-sign-ins.ts";
import type { Office } from "../admin/office.ts";
import { SessionKeeper } from "../admin/session-keeper.ts";
import { limits } from "../core/limits.ts";
import type { Settings } from "../core/settings/settings.ts";
import { drain } from "../flow/drain.ts";
import type { Gateway } from "../flow/gateway.ts";
import { RateLimits } from "../flow/rate-limits.ts";
import { recoverHolds } from "../flow/recover-holds.ts";
import { RouteWatch } from "../flow/route-watch.ts";
import { RunningCalls } from "../flow/running-calls.ts";
import { openCallMetrics } from "../http/call-metrics.ts";
import { type BodyBounds, BodyBudget } from "../http/read-body.ts";
import { createServer } from "../http/server.ts";
import { publicNames } from "../outbound/names.ts";
import { openPictureFetcher } from "../outbound/picture-fetcher.ts";
import type { Log } from "../ports/log.ts";
import type { KeptOutputs } from "../ports/outputs.ts";
import type { Store } from "../ports/store.ts";
import { openSegments } from "../stores/outputs/segments.ts";
import { openSqliteStore } from "../stores/sqlite/store.ts";
import { type DemoAccount, openDemoAccount } from "./demo-account.ts";
import { type ForkedSandbox, forkSandbox } from "./fork-sandbox.ts";
import { loadTrade } from "./load-trade.ts";
import { openLog } from "./log.ts";
import { type OpenAlerts, openAlerts } from "./open-alerts.ts";
import { openUpstreams, type Upstreams } from "./open-upstreams.ts";
import { openPasswords } from "./passwords.ts";
import { openPlanner } from "./planning-thread.ts";
import { openSecrets } from "./secrets.ts";
import { systemClock, systemRandom } from "./system.ts";
import { openTextCounting } from "./text-counting.ts";
import { readVersion } from "./version.ts";

/** A gateway that accepts requests. */
export interface StartedGateway {
  readonly url: string;
  /** Made and shown at the first start only. */
  readonly newAdminToken: string | null;
  /** Null without a sandbox, and from the second start on. */
  readonly newDemoAccount: DemoAccount | null;
  readonly sandbox: boolean;
  /** Drains, settles what runs, and closes everything. */
  close(): Promise<void>;
}

/** Chooses and connects everything. Rejects with a sentence for the operator. */
export async function startGateway(settings: Settings): Promise<StartedGateway> {
  const log = openLog(settings.logLevel);
  const store = await openSqliteStore({ folder: settings.dataFolder, log });
  const opened: Opened = {
    store,
    sandbox: null,
    upstreams: null,
    outputs: null,
    sessions: null,
    app: null,
    gateway: null,
    alerts: null,
  };
  try {
    return await open(settings, log, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

interface Opened {
  readonly store: Store;
  sandbox: ForkedSandbox | null;
  upstreams: Upstreams | null;
  outputs: KeptOutputs | null;
  sessions: SessionKeeper | null;
  gateway: Gateway | null;
  app: FastifyInstance | null;
  alerts: OpenAlerts | null;
}

async function open(settings: Settings, log: Log, opened: Opened): Promise<StartedGateway> {
  const clock = systemClock;
  const random = systemRandom();
  const trade = await loadTrade(settings, opened.store.prices, clock.now());
  const outbound = {
    names: publicNames(),
    hostsAllowed: settings.gateway.pictureHostsAllowed,
    clock,
  };
  opened.alerts = openAlerts({ store: opened.store, trade, outbound, random, log });
  const { store, desk: alertDesk } = opened.alerts;
  const secrets = await openSecrets({
    folder: settings.dataFolder,
    directory: store.directory,
    random,
    given: settings.adminToken,
  });
  const { hashSecret, isAdminToken } = secrets;
  const office: Office = { store, clock, random, hashSecret, passwords: openPasswords() };
  await resolveHolds(store, log);
  await opened.alerts.start();

  opened.sandbox = settings.sandbox ? await forkSandbox(log) : null;
  opened.upstreams = openUpstreams(settings, clock, opened.sandbox?.url ?? null);
  opened.gateway = {
    settings: settings.gateway,
    ...trade,
    upstreams: opened.upstreams.byName,
    disconnectPolicies: opened.upstreams.disconnectPolicies,
    pictures: openPictureFetcher(outbound),
    text: openTextCounting(),
    store,
    clock,
    random,
    log,
    rateLimits: new RateLimits(),
    routes: new RouteWatch({
      failuresMax: limits.routeFailuresMax,
      restMs: limits.routeRestMs,
    }),
    running: new RunningCalls(),
    hashSecret,
  };
  opened.outputs = await openOutputs(settings, log);
  const { gateway, outputs } = opened;
  opened.app = await createServer({
    gateway,
    office,
    alertDesk,
    outputs,
    metrics: openCallMetrics(() => gateway.running.size),
    planner: openPlanner(),
    bodies: boundBodies(settings),
    prices: trade.prices,
    version: readVersion(),
    isAdminToken,
    failedSignIns: new FailedSignIns(),
  });
  const idleMs = settings.gateway.sessionIdleMs;
  opened.sessions = new SessionKeeper({ store, clock, log, idleMs });
  const newDemoAccount = settings.sandbox ? await openDemoAccount(office) : null;
  await opened.app.listen({ host: settings.host, port: settings.port });
  return {
    url: addressOf(opened.app, settings.host),
    newAdminToken: secrets.newAdminToken,
    newDemoAccount,
    sandbox: settings.sandbox,
    close: () => closeAll(opened),
  };
}

async function resolveHolds({ ledger }: Store, log: Log): Promise<void> {
  const recovered = await recoverHolds(ledger, systemClock);
  if (recovered > 0) log.warn({ recovered }, "resolved holds that a crash had left open");
}

/** Bodies of all endpoints that read them whole share one budget. */
function boundBodies({ gateway }: Settings): BodyBounds {
  const budget = new BodyBudget(gateway.bodiesInFlightBytesMax);
  return { bytesMax: gateway.bodyBytesMax, budget };
}

function openOutputs(settings: Settings, log: Log): Promise<KeptOutputs> {
  return openSegments({
    folder: join(settings.dataFolder, "outputs"),
    keptForMs: settings.gateway.outputKeptForMs,
    clock: systemClock,
    log,
  });
}

/** From the edge inwards: what settles calls outlives what serves them. */
async function closeAll(opened: Opened): Promise<void> {
  if (opened.gateway !== null) await drain(opened.gateway);
  await opened.app?.close();
  await opened.upstreams?.close();
  await opened.outputs?.close();
  await opened.sessions?.close();
  opened.sandbox?.close();
  await opened.alerts?.close();
  await opened.store.close();
}

function addressOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
