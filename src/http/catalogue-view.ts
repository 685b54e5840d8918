import type { FastifyRequest } from "fastify";
import { ownList } from "../core/pricing/lists.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Edge } from "./edge.ts";
import type { CatalogueQuery } from "./schemas/admin/models.ts";

/** What a visitor is shown of the catalogue: by which list, at which instant, whether costs. */
export interface CatalogueView {
  readonly edge: Edge;
  readonly list: string;
  readonly now: number;
  readonly forOperators: boolean;
}

/** By the named account's list, which for members is their own; else by the gateway's. */
export async function openCatalogueView(
  edge: Edge,
  { query, acting }: FastifyRequest<{ Querystring: CatalogueQuery }>,
): Promise<CatalogueView | Refusal> {
  const { account_id: id } = query;
  const account = id === undefined ? null : await edge.office.store.directory.account(id);
  if (id !== undefined && account === null) {
    return refuse("not_found", `There is no account ${id}.`, { param: "account_id" });
  }
  return {
    edge,
    list: account?.priceList ?? edge.gateway.priceList,
    now: edge.office.clock.now(),
    forOperators: acting?.kind === "operator",
  };
}

/** The price that the visitor's calls would have now; null where the model is closed. */
export function priceInView(
  { edge, list, now }: CatalogueView,
  model: string,
): PriceVersion | null {
  const { prices } = edge;
  return prices.priceAt(ownList, model, now) ?? prices.priceAt(list, model, now);
}
