import type { FastifyInstance } from "fastify";
import { type Replay, type ReplayAim, replayCalls } from "../../../admin/replay-calls.ts";
import type { Model } from "../../../core/catalogue/model.ts";
import { limits } from "../../../core/limits.ts";
import { formatDollars, minus } from "../../../core/money/picodollars.ts";
import { replayReasons } from "../../../core/planning/replay-call.ts";
import type { ReplaySums } from "../../../core/planning/replay-sums.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readRange } from "../../read-range.ts";
import { sendRefusal } from "../../refusals.ts";
import { type ReplayAsked, showReplay } from "../../schemas/admin/replay.ts";
import { sendJson } from "../../send-json.ts";

/** Recorded calls, re-priced on other models or at other prices. */
export function adminReplay(app: FastifyInstance, edge: Edge): void {
  app.get<{ Querystring: ReplayAsked }>(
    "/admin/v1/replay",
    { schema: showReplay },
    async (request, reply) => {
      const { query } = request;
      const range = readRange(query);
      if (isRefusal(range)) return sendRefusal(reply, range);
      const aims = readAims(edge, query);
      if (isRefusal(aims)) return sendRefusal(reply, aims);
      const { list = null, account_id: accountId = null, after = null } = query;
      if (list !== null && !edge.prices.lists().includes(list)) {
        return sendRefusal(reply, refuseList(edge, list));
      }
      const { catalogue, priceList, clock } = edge.gateway;
      const replay = await replayCalls(
        { store: edge.office.store, catalogue, prices: edge.prices, priceList, now: clock.now() },
        { accountId, from: range.from, to: range.end, aims, list, after },
      );
      return sendJson(reply, writeReplay(replay, aims, list));
    },
  );
}

function readAims(edge: Edge, query: ReplayAsked): readonly ReplayAim[] | Refusal {
  const { catalogue } = edge.gateway;
  const isOpen = query.model === undefined && query.version === undefined;
  const names = isOpen ? catalogue.models.map(({ id }) => id) : listed(query.model);
  const aims: ReplayAim[] = [{ kind: "same" }];
  for (const name of names) {
    const model = catalogue.find(name);
    if (model === null) return refuseModel(edge, name);
    aims.push({ kind: "model", model });
  }
  for (const id of listed(query.version)) {
    const version = edge.prices.version(id);
    const model = version === null ? null : catalogue.find(version.model);
    if (version === null || model === null) return refuseVersion(id);
    aims.push({ kind: "version", model, version });
  }
  return aims.length <= limits.replayTargetsMax ? aims : refuseCrowd(aims.length);
}

function listed(names: string | undefined): readonly string[] {
  return (names ?? "").split(",").filter((name) => name !== "");
}

function refuseModel({ gateway }: Edge, name: string): Refusal {
  const nearest = gateway.catalogue.nearest(name, 3);
  return refuse(
    "model_not_found",
    `There is no model "${name.slice(0, 200)}". Did you mean ${nearest.join(", ")}?`,
    { param: "model", metadata: { nearest } },
  );
}

function refuseList({ prices }: Edge, list: string): Refusal {
  const sentence = `There is no price list "${list.slice(0, 200)}".`;
  const lists = prices.lists();
  return refuse("not_found", `${sentence} There are ${lists.join(", ")}.`, {
    param: "list",
    metadata: { lists },
  });
}

function refuseVersion(id: string): Refusal {
  return refuse("not_found", `There is no price version "${id.slice(0, 200)}" of a known model.`, {
    param: "version",
  });
}

function refuseCrowd(asked: number): Refusal {
  const most = limits.replayTargetsMax - 1;
  return refuse("invalid_request", `At most ${most} are compared at once, not ${asked - 1}.`, {
    param: "model",
  });
}

function writeReplay(
  replay: Replay,
  aims: readonly ReplayAim[],
  list: string | null,
): Record<string, unknown> {
  return {
    calls_read: replay.callsRead,
    calls: replay.calls,
    recorded: formatDollars(replay.recorded),
    list,
    next: replay.next,
    data: replay.sums.map((sums, index) => writeRow(sums, aims[index] ?? { kind: "same" })),
  };
}

function writeRow(sums: ReplaySums, aim: ReplayAim): Record<string, unknown> {
  const model = aim.kind === "same" ? null : aim.model;
  const version = aim.kind === "version" ? aim.version.id : null;
  return {
    target: version ?? model?.id ?? "same",
    model: model?.id ?? null,
    price_version: version,
    calls: sums.calls,
    recorded: formatDollars(sums.recorded),
    cost: formatDollars(sums.expected),
    cost_min: formatDollars(sums.least),
    cost_max: formatDollars(sums.most),
    saving: formatDollars(minus(sums.recorded, sums.expected)),
    pictures_recounted: sums.recounted,
    text_translated: sums.translated,
    may_think: model !== null && mayThink(model),
    not_compared: [...sums.notCompared].map(([reason, calls]) => ({
      reason,
      meaning: replayReasons[reason],
      calls,
    })),
  };
}

/** Those that draw bill pictures that they don't relay as they go, and need not think. */
function mayThink({ hiddenOutput, output }: Model): boolean {
  return hiddenOutput && !output.includes("image");
}
