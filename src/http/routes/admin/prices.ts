import type { FastifyInstance } from "fastify";
import {
  draftPrice,
  type PriceDraft,
  type PriceTerms,
  publishPrice,
} from "../../../admin/publish-price.ts";
import { formatRate } from "../../../core/money/rate.ts";
import type { RateComparison } from "../../../core/pricing/compare-prices.ts";
import type { PriceVersion } from "../../../core/pricing/price.ts";
import { instantAllowed, readInstant } from "../../../core/read-instant.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { pageRows, readPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  draftNewPrice,
  listPrices,
  type PriceBody,
  type PricesQuery,
  publishNewPrice,
} from "../../schemas/admin/prices.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";
import { writePrice } from "../../write-price.ts";

/** What models cost, version by version. */
export function adminPrices(app: FastifyInstance, edge: Edge): void {
  const { catalogue } = edge.gateway;

  app.get<{ Querystring: PricesQuery }>(
    "/admin/v1/prices",
    { schema: listPrices },
    async (request, reply) => {
      const { list, model } = request.query;
      const lists = list === undefined ? edge.prices.lists() : [list];
      // A price may outlive its model in the catalogue, and is then asked for by its own name.
      const id = model === undefined ? null : (catalogue.find(model)?.id ?? model);
      const asked = lists
        .flatMap((name) => edge.prices.versions(name))
        .filter((version) => id === null || version.model === id);
      const page = readPage(request.query);
      const rows = pageRows(asked, page, (version) => version.id);
      return sendJson(reply, {
        data: rows.map((version) => writeVersion(edge, version)),
        next: rows.length < page.limit ? null : (rows.at(-1)?.id ?? null),
        lists: edge.prices.lists(),
      });
    },
  );

  app.post<{ Body: PriceBody }>(
    "/admin/v1/prices",
    { schema: publishNewPrice },
    async (request, reply) => {
      const terms = readTerms(edge, request.body);
      if (isRefusal(terms)) return sendRefusal(reply, terms);
      const version = await publishPrice(edge.office, edge.prices, terms);
      if (isRefusal(version)) return sendRefusal(reply, version);
      return sendJson(reply, writeVersion(edge, version), 201);
    },
  );

  app.post<{ Body: PriceBody }>(
    "/admin/v1/prices/draft",
    { schema: draftNewPrice },
    async (request, reply) => {
      const terms = readTerms(edge, request.body);
      if (isRefusal(terms)) return sendRefusal(reply, terms);
      const draft = draftPrice(edge.office, edge.prices, terms);
      if (isRefusal(draft)) return sendRefusal(reply, draft);
      return sendJson(reply, writeDraft(edge, draft));
    },
  );
}

function readTerms(edge: Edge, body: PriceBody): PriceTerms | Refusal {
  const model = edge.gateway.catalogue.find(body.model);
  if (model === null) return refuseModel(edge, body.model);
  const effectiveFrom = readStart(body.effective_from ?? null);
  if (isRefusal(effectiveFrom)) return effectiveFrom;
  const { list, price, source } = body;
  return { list, model, effectiveFrom: effectiveFrom.at, price, source };
}

function readStart(given: string | null): { readonly at: number | null } | Refusal {
  const at = given === null ? null : readInstant(given);
  if (given === null || at !== null) return { at };
  return refuse("invalid_request", `\`effective_from\` must be ${instantAllowed}.`, {
    param: "effective_from",
  });
}

function refuseModel(edge: Edge, name: string): Refusal {
  const nearest = edge.gateway.catalogue.nearest(name, 3);
  return refuse("model_not_found", `There is no model "${name}" to price.`, {
    param: "model",
    metadata: { nearest },
  });
}

function writeVersion(edge: Edge, version: PriceVersion): Record<string, unknown> {
  const { id, list, model, effectiveFrom, source, confidence, price } = version;
  const current = edge.prices.priceAt(list, model, edge.gateway.clock.now());
  return {
    id,
    list,
    model,
    effective_from: writeInstant(effectiveFrom),
    current: current?.id === id,
    source,
    confidence,
    price: writePrice(price),
  };
}

function writeDraft(edge: Edge, draft: PriceDraft): Record<string, unknown> {
  const { version, replaces, cost, overruledBy, changes, margins } = draft;
  const write = (one: PriceVersion | null) => (one === null ? null : writeVersion(edge, one));
  return {
    version: write(version),
    replaces: write(replaces),
    provider: write(cost),
    overruled_by: write(overruledBy),
    changes: changes.map(({ rate, price, cost: before, ratioHundredths }) => ({
      rate,
      before: formatRate(before),
      after: formatRate(price),
      ratio: writeRatio(ratioHundredths),
    })),
    margins: margins.map((row) => ({
      rate: row.rate,
      price: formatRate(row.price),
      provider: formatRate(row.cost),
      ratio: writeRatio(row.ratioHundredths),
      below_cost: row.belowCost,
    })),
  };
}

/** Two decimals; null where what it is set beside is free. */
function writeRatio(hundredths: RateComparison["ratioHundredths"]): string | null {
  if (hundredths === null) return null;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}
