import { outputLimit, refuseModel, refuseOutputLimit } from "../core/access/permission.ts";
import type { Model } from "../core/catalogue/model.ts";
import { findTwoStep } from "../core/catalogue/two-step.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { type Count, noTokens } from "../core/tokens/count.ts";
import { agreeSteps } from "./agree-steps.ts";
import type { Call } from "./complete-chat.ts";
import type { Gateway, OpenRoute } from "./gateway.ts";
import { priceFor, providerPriceFor } from "./price-for.ts";

/** What of a call says what it would cost: who asks for what. */
export type Asked = Pick<Call, "caller" | "chat" | "stopper" | "takeRoom">;

/** What a call may have of one model: at what price, by which routes. */
export interface ModelTerms {
  readonly call: Asked;
  readonly model: Model;
  readonly price: PriceVersion;
  /** What the provider charges the operator; null where it publishes nothing. */
  readonly providerPrice: PriceVersion | null;
  /** At least one, in the order in which they are tried. */
  readonly routes: readonly [OpenRoute, ...OpenRoute[]];
  /** Tokens: the model's limit or the key's, whichever is less. */
  readonly outputLimit: number;
  /** What of the prompt is not written yet: the text that an earlier step hands on. */
  readonly handedOn: Count;
}

/** What a call may have: of the model that answers, and of the one before it where it takes two. */
export interface Terms extends ModelTerms {
  /** As records name it: the model's id, or the two-step's own. */
  readonly name: string;
  /** Of the model that describes the pictures first; null where no other model is needed. */
  readonly vision: ModelTerms | null;
  /** True where the record tells steps, be it one. */
  readonly inSteps: boolean;
}

/** Finds the model, permission, price and routes, or says which is missing. Uses nothing up. */
export function agreeTerms(gateway: Gateway, call: Asked): Terms | Refusal {
  const { caller, chat } = call;
  if (gateway.running.draining) return refuseDraining();

  const model = gateway.catalogue.find(chat.model);
  if (model === null) return agreeNamed(gateway, call);
  if (typeof chat.summaryTokensMax === "number") return refuseStray(model);

  const refused = refuseModel(caller.key, model);
  if (refused !== null) return refused;
  const terms = agreeOnModel(gateway, call, model);
  return isRefusal(terms) ? terms : { ...terms, name: model.id, vision: null, inSteps: false };
}

/** What a call may have of one model, apart from whether its key may use that model at all. */
export function agreeOnModel(gateway: Gateway, call: Asked, model: Model): ModelTerms | Refusal {
  const { caller, chat } = call;
  const refused = refuseOutputLimit(caller.key, model, chat.outputTokensMax);
  if (refused !== null) return refused;

  const price = priceFor(gateway, caller.account, model.id);
  if (price === null) {
    return refuse("model_not_priced", `No price is in force for ${model.id}: it stays closed.`, {
      param: "model",
    });
  }

  const routes = openRoutes(gateway, model, gateway.clock.now());
  if (isRefusal(routes)) return routes;
  return {
    call,
    model,
    price,
    providerPrice: providerPriceFor(gateway, model.id),
    routes,
    outputLimit: outputLimit(caller.key, model),
    handedOn: noTokens,
  };
}

/** The price versions that a charge rests on: of two models, both. */
export function priceVersionOf({ vision, price }: Priced): string {
  return vision === null ? price.id : `${vision.price.id}+${price.id}`;
}

interface Priced {
  readonly vision: Pick<ModelTerms, "price"> | null;
  readonly price: PriceVersion;
}

export function refuseDraining(): Refusal {
  return refuse("draining", "The gateway is shutting down.", { retryAfterSeconds: 1 });
}

/** A name that is no model's own may be one of two models. */
function agreeNamed(gateway: Gateway, call: Asked): Terms | Refusal {
  const found = findTwoStep(gateway.catalogue, call.chat.model);
  if (found === null) return refuseUnknownModel(gateway, call.chat.model);
  return isRefusal(found) ? found : agreeSteps(gateway, call, found);
}

function refuseStray(model: Model): Refusal {
  return refuse(
    "invalid_request",
    `\`two_step\` is for models named two-step/<vision>+<writer>; ${model.id} answers in one step.`,
    { param: "two_step" },
  );
}

/** Names the models whose names are nearest. */
export function refuseUnknownModel(gateway: Gateway, name: string): Refusal {
  const nearest = gateway.catalogue.nearest(name, 3);
  const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`;
  return refuse("model_not_found", `There is no model "${name.slice(0, 200)}".${hint}`, {
    param: "model",
    metadata: { nearest },
  });
}

function openRoutes(
  gateway: Gateway,
  model: Model,
  now: number,
): readonly [OpenRoute, ...OpenRoute[]] | Refusal {
  const configured = model.routes.flatMap((route): OpenRoute[] => {
    const upstream = gateway.upstreams.get(route.provider);
    if (upstream === undefined) return [];
    return [{ route, upstream, name: `${route.provider}/${route.model}` }];
  });
  if (configured.length === 0) {
    return refuse("upstream_unavailable", `No route to ${model.id} is configured.`, {
      param: "model",
      final: true,
    });
  }
  const [first, ...others] = configured.filter((one) => gateway.routes.restMs(one.name, now) === 0);
  if (first !== undefined) return [first, ...others];
  const restMs = Math.min(...configured.map((one) => gateway.routes.restMs(one.name, now)));
  return refuse("upstream_unavailable", `No route to ${model.id} is healthy at the moment.`, {
    param: "model",
    retryAfterSeconds: Math.max(1, Math.ceil(restMs / 1000)),
  });
}
