import type { FastifyInstance } from "fastify";
import { measureSpeed, type Speed } from "../../../admin/measure-speed.ts";
import type { Model } from "../../../core/catalogue/model.ts";
import { ownList, providerList } from "../../../core/pricing/lists.ts";
import type { Price, PriceVersion } from "../../../core/pricing/price.ts";
import { ratioHundredths } from "../../../core/pricing/rate-ratio.ts";
import { isRefusal } from "../../../core/refusal.ts";
import { visionRuleAt } from "../../../core/tokens/vision/rule-at.ts";
import { type CatalogueView, openCatalogueView, priceInView } from "../../catalogue-view.ts";
import type { Edge } from "../../edge.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  type CatalogueQuery,
  listModelsShown,
  showModelShown,
} from "../../schemas/admin/models.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";
import { writePrice } from "../../write-price.ts";
import { findModel } from "../models.ts";

/** The catalogue with its prices, for whoever compares models; what they cost, for operators. */
export function adminModels(app: FastifyInstance, edge: Edge): void {
  const { catalogue } = edge.gateway;

  app.get<{ Querystring: CatalogueQuery }>(
    "/admin/v1/models",
    { schema: listModelsShown },
    async (request, reply) => {
      const view = await openCatalogueView(edge, request);
      if (isRefusal(view)) return sendRefusal(reply, view);
      return sendJson(reply, {
        price_list: view.list,
        data: catalogue.models.map((model) => writeModel(view, model)),
        next: null,
      });
    },
  );

  app.get<{ Params: { "*": string }; Querystring: CatalogueQuery }>(
    "/admin/v1/models/*",
    { schema: showModelShown },
    async (request, reply) => {
      const model = findModel(edge.gateway, request.params["*"]);
      if (isRefusal(model)) return sendRefusal(reply, model);
      const view = await openCatalogueView(edge, request);
      if (isRefusal(view)) return sendRefusal(reply, view);
      const speed = await measureSpeed(edge.office.store.reports, model.id);
      return sendJson(reply, {
        ...writeModel(view, model),
        price_history: historyOf(view, model).map(writeVersion),
        speed: speed === null ? null : writeSpeed(speed),
      });
    },
  );
}

function writeModel(view: CatalogueView, model: Model): Record<string, unknown> {
  const price = priceInView(view, model.id);
  const shown = {
    id: model.id,
    name: model.name,
    aliases: model.aliases,
    released: model.released,
    context_length: model.contextWindow,
    output_tokens_max: model.outputTokensMax,
    input_modalities: model.input,
    output_modalities: model.output,
    tokenizer: model.text,
    vision: visionRuleAt(model.vision, view.now),
    lacks: model.lacks ?? [],
    price: price === null ? null : writePrice(price.price),
    price_version: price?.id ?? null,
    ratio: price === null ? null : ratioOf(price.price),
  };
  return view.forOperators ? { ...shown, ...writeCosts(view, model) } : shown;
}

function writeCosts({ edge, now }: CatalogueView, model: Model): Record<string, unknown> {
  const cost = edge.prices.priceAt(providerList, model.id, now);
  return {
    provider_price: cost === null ? null : writePrice(cost.price),
    provider_price_source: cost?.source ?? null,
    routes: model.routes.map((route) => ({
      provider: route.provider,
      model: route.model,
      vision: visionRuleAt(route.vision ?? model.vision, now),
      context_length: route.contextWindow ?? model.contextWindow,
      streams: route.streams,
      configured: edge.gateway.upstreams.has(route.provider),
    })),
  };
}

/** Text out over text in, such as "120"; null where what goes in is free. */
function ratioOf({ input, output }: Price): string | null {
  const hundredths = ratioHundredths(output.text, input.text);
  if (hundredths === null) return null;
  const text = `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
  return text.replace(/\.?0+$/, "");
}

/** Every version that was or will be in force for the visitor, oldest first. */
function historyOf({ edge, list }: CatalogueView, { id }: Model): readonly PriceVersion[] {
  const versions = [ownList, list].flatMap((name) => edge.prices.versions(name));
  const found = versions.filter(({ model }) => model === id);
  const kept = found.length > 0 ? found : edge.prices.versions(providerList).filter(of(id));
  return [...kept].sort((one, other) => one.effectiveFrom - other.effectiveFrom);
}

function of(id: string): (version: PriceVersion) => boolean {
  return ({ model }) => model === id;
}

function writeVersion({ id, effectiveFrom, price }: PriceVersion): Record<string, unknown> {
  return { id, effective_from: writeInstant(effectiveFrom), price: writePrice(price) };
}

function writeSpeed(speed: Speed): Record<string, unknown> {
  return {
    calls: speed.calls,
    ttft_ms_p50: speed.firstTokenMs,
    output_tokens_per_second_p50: speed.tokensPerSecond,
  };
}
