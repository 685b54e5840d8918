import type { Acting } from "../core/access/console-session.ts";
import { ownList } from "../core/pricing/lists.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import type { Edge } from "./edge.ts";

/** What a visitor is shown of the catalogue: by which list, at which instant, whether costs. */
export interface CatalogueView {
  readonly edge: Edge;
  readonly list: string;
  readonly now: number;
  readonly forOperators: boolean;
}

export async function openCatalogueView(edge: Edge, acting: Acting | null): Promise<CatalogueView> {
  const accountId = acting?.accountId ?? null;
  const account = accountId === null ? null : await edge.office.store.directory.account(accountId);
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
