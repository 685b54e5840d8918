import type { FastifyInstance, FastifyReply } from "fastify";
import type { Model } from "../../core/catalogue/model.ts";
import { findTwoStep, type TwoStep } from "../../core/catalogue/two-step.ts";
import { formatDollars, picodollars } from "../../core/money/picodollars.ts";
import type { Rate } from "../../core/money/rate.ts";
import type { Price, PriceVersion } from "../../core/pricing/price.ts";
import { isRefusal, type Refusal } from "../../core/refusal.ts";
import { priceVersionOf, refuseUnknownModel } from "../../flow/agree-terms.ts";
import type { Caller, Gateway } from "../../flow/gateway.ts";
import { priceFor } from "../../flow/price-for.ts";
import { type ListQuery, type ModelShape, modelShapeFor } from "../dialects/model-shapes.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { sendRefusal } from "../refusals.ts";
import { listModels, showModel } from "../schemas/models.ts";
import { sendJson } from "../send-json.ts";

/** The catalogue in OpenAI's list shape, with OpenRouter's fields. */
export function models(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get<{ Querystring: ListQuery }>(
    "/v1/models",
    { schema: listModels },
    async (request, reply) => {
      const shape = modelShapeFor(request);
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller, shape?.writeError);
      const all = request.query["all"] === "true";
      const shown = gateway.catalogue.models.filter((model) => all || mayUse(caller, model));
      if (shape !== null) return sendShaped(reply, shape, shape.list(shown, request.query));
      const data = [
        ...shown.map((model) => writePriced(gateway, caller, model)),
        ...pairsOf(gateway, caller).map((pair) => writePair(gateway, caller, pair)),
      ];
      return sendJson(reply, { object: "list", data });
    },
  );

  app.get<{ Params: { "*": string } }>(
    "/v1/models/*",
    { schema: showModel },
    async (request, reply) => {
      const shape = modelShapeFor(request);
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller, shape?.writeError);
      const pair = shape === null ? findTwoStep(gateway.catalogue, request.params["*"]) : null;
      if (pair !== null && isRefusal(pair)) return sendRefusal(reply, pair);
      if (pair !== null) return sendJson(reply, writePair(gateway, caller, pair));
      const model = findModel(gateway, request.params["*"]);
      if (isRefusal(model)) return sendRefusal(reply, model, shape?.writeError);
      if (shape !== null) return sendShaped(reply, shape, shape.show(model));
      return sendJson(reply, writePriced(gateway, caller, model));
    },
  );
}

/** A model by its id or an alias, or the refusal that names the nearest. */
export function findModel(gateway: Gateway, name: string): Model | Refusal {
  return gateway.catalogue.find(name) ?? refuseUnknownModel(gateway, name);
}

/** Answers a list or a model in a dialect's own shape. */
export function sendShaped(
  reply: FastifyReply,
  { writeError }: ModelShape,
  answer: object,
): FastifyReply {
  return isRefusal(answer) ? sendRefusal(reply, answer, writeError) : sendJson(reply, answer);
}

export function mayUse(caller: Caller, model: Model): boolean {
  return caller.key.models === null || caller.key.models.includes(model.id);
}

function writePriced(gateway: Gateway, { account }: Caller, model: Model) {
  return writeModel(gateway, model, priceFor(gateway, account, model.id));
}

/** Pairs that the key's list names; the catalogue lists none: any two models make one. */
function pairsOf(gateway: Gateway, { key }: Caller): readonly TwoStep[] {
  return (key.models ?? []).flatMap((id) => {
    const pair = findTwoStep(gateway.catalogue, id);
    return pair === null || isRefusal(pair) ? [] : [pair];
  });
}

/** Two models as one: pictures cost what the first takes, everything else what the second takes. */
function writePair(gateway: Gateway, { account }: Caller, pair: TwoStep): Record<string, unknown> {
  const { id, vision, writer } = pair;
  const seen = priceFor(gateway, account, vision.id);
  const written = priceFor(gateway, account, writer.id);
  const input = [...new Set([...writer.input, "image" as const])];
  const name = `${vision.name}, then ${writer.name}`;
  const shown = writeModel(gateway, { ...writer, id, name, aliases: [], input }, written);
  if (seen === null || written === null) return { ...shown, pricing: null, price_version: null };
  const rates = { ...written.price.input, image: seen.price.input.image };
  return {
    ...shown,
    pricing: writePricing({ ...written.price, input: rates }),
    price_version: priceVersionOf({ vision: { price: seen }, price: written }),
  };
}

function writeModel(
  gateway: Gateway,
  model: Model,
  price: PriceVersion | null,
): Record<string, unknown> {
  const windows = model.routes
    .filter((route) => gateway.upstreams.has(route.provider))
    .map((route) => route.contextWindow ?? model.contextWindow);
  return {
    id: model.id,
    object: "model",
    created: Math.floor(Date.parse(model.released) / 1000),
    owned_by: model.routes[0]?.provider ?? "sandbox",
    name: model.name,
    aliases: model.aliases,
    context_length: model.contextWindow,
    architecture: {
      modality: `${model.input.join("+")}->${model.output.join("+")}`,
      input_modalities: model.input,
      output_modalities: model.output,
      tokenizer: model.text,
    },
    pricing: price === null ? null : writePricing(price.price),
    price_version: price?.id ?? null,
    top_provider: {
      context_length: windows.length === 0 ? null : Math.max(...windows),
      max_completion_tokens: model.outputTokensMax,
    },
  };
}

/** Dollars per token, as decimal strings. */
function writePricing(price: Price): Record<string, string> {
  return {
    prompt: perToken(price.input.text),
    completion: perToken(price.output.text),
    image_token: perToken(price.input.image),
    image_output: perToken(price.output.image),
    input_cache_read: perToken(price.input.cached),
    ...writeCacheWrite(price),
  };
}

/** Told where it is not what any other token costs. */
function writeCacheWrite({ input }: Price): Record<string, string> {
  return input.cacheWrite === undefined ? {} : { input_cache_write: perToken(input.cacheWrite) };
}

function perToken(value: Rate): string {
  return formatDollars(picodollars(value));
}
