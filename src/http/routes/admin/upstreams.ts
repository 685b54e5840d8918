import type { FastifyInstance } from "fastify";
import type { Route } from "../../../core/catalogue/model.ts";
import type { RouteHealth } from "../../../core/routing/route-health.ts";
import type { Gateway } from "../../../flow/gateway.ts";
import type { RouteFailure } from "../../../flow/route-watch.ts";
import type { Edge } from "../../edge.ts";
import { listUpstreams } from "../../schemas/admin/upstreams.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";

/** How providers are doing, seen from the calls of this gateway. */
export function adminUpstreams(app: FastifyInstance, { gateway }: Edge): void {
  app.get("/admin/v1/upstreams", { schema: listUpstreams }, async (_request, reply) => {
    const routes = [...findRoutes(gateway)].sort(([one], [other]) => (one < other ? -1 : 1));
    return sendJson(reply, {
      data: routes.map(([name, known]) => writeRoute(gateway, name, known)),
      next: null,
    });
  });
}

interface KnownRoute {
  readonly route: Route;
  /** Ids of the catalogue; several models may share one way. */
  readonly models: string[];
}

/** Every route whose provider is configured, by its name. */
function findRoutes({ catalogue, upstreams }: Gateway): ReadonlyMap<string, KnownRoute> {
  const found = new Map<string, KnownRoute>();
  for (const model of catalogue.models) {
    for (const route of model.routes.filter(({ provider }) => upstreams.has(provider))) {
      const name = `${route.provider}/${route.model}`;
      const known = found.get(name);
      if (known === undefined) found.set(name, { route, models: [model.id] });
      else known.models.push(model.id);
    }
  }
  return found;
}

function writeRoute(
  gateway: Gateway,
  name: string,
  { route, models }: KnownRoute,
): Record<string, unknown> {
  const { health, failingSince, lastFailure, lastAnswerAt, firstEventsMs } =
    gateway.routes.look(name);
  const { provider, model, streams } = route;
  return {
    id: name,
    provider,
    model,
    models,
    streams,
    on_disconnect: gateway.disconnectPolicies.get(provider) ?? "stop",
    state: stateOf(health, gateway.clock.now()),
    failures: health.failures,
    failing_since: writeMoment(failingSince),
    rests_until: writeMoment(health.restsUntil),
    last_failure: lastFailure === null ? null : writeFailure(lastFailure),
    last_answer_at: writeMoment(lastAnswerAt),
    first_event_ms: writeWaits(firstEventsMs),
  };
}

function stateOf({ failures, restsUntil }: RouteHealth, now: number): string {
  if (restsUntil !== null) return now < restsUntil ? "resting" : "trying";
  return failures === 0 ? "healthy" : "failing";
}

function writeFailure({ at, kind, status, message }: RouteFailure): Record<string, unknown> {
  return { at: writeInstant(at), kind, status, message };
}

function writeWaits(newest: readonly number[]): Record<string, number> | null {
  const last = newest.at(-1);
  if (last === undefined) return null;
  const sorted = [...newest].sort((one, other) => one - other);
  const p50 = sorted[Math.floor((sorted.length - 1) / 2)] ?? last;
  return { calls: newest.length, last, p50, worst: sorted.at(-1) ?? last };
}

function writeMoment(at: number | null): string | null {
  return at === null ? null : writeInstant(at);
}
