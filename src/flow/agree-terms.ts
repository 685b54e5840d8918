import { outputLimit, refuseModel, refuseOutputLimit } from "../core/access/permission.ts";
import type { Model } from "../core/catalogue/model.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import type { Call } from "./complete-chat.ts";
import type { Gateway, OpenRoute } from "./gateway.ts";
import { priceFor, providerPriceFor } from "./price-for.ts";

/** What of a call says what it would cost: who asks for what. */
export type Asked = Pick<Call, "caller" | "chat" | "stopper" | "takeRoom">;

/** What a call may have: which model, at what price, by which routes. */
export interface Terms {
  readonly call: Asked;
  readonly model: Model;
  readonly price: PriceVersion;
  /** What the provider charges the operator; null where it publishes nothing. */
  readonly providerPrice: PriceVersion | null;
  /** At least one, in the order in which they are tried. */
  readonly routes: readonly [OpenRoute, ...OpenRoute[]];
  /** Tokens: the model's limit or the key's, whichever is less. */
  readonly outputLimit: number;
}

/** Finds the model, permission, price and routes, or says which is missing. Uses nothing up. */
export function agreeTerms(gateway: Gateway, call: Asked): Terms | Refusal {
  const { caller, chat } = call;
  if (gateway.running.draining) return refuseDraining();

  const model = gateway.catalogue.find(chat.model);
  if (model === null) return refuseUnknown(gateway, chat.model);

  const refused =
    refuseModel(caller.key, model) ?? refuseOutputLimit(caller.key, model, chat.outputTokensMax);
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
  };
}

export function refuseDraining(): Refusal {
  return refuse("draining", "The gateway is shutting down.", { retryAfterSeconds: 1 });
}

function refuseUnknown(gateway: Gateway, name: string): Refusal {
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
