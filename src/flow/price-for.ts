import type { Account } from "../core/access/account.ts";
import { ownList, providerList } from "../core/pricing/lists.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import type { Gateway } from "./gateway.ts";

/** What of the gateway says what things cost. */
export type Pricing = Pick<Gateway, "clock" | "prices" | "priceList">;

/**
 * What an account pays for a model now; null closes the model: nothing is free by accident. Without
 * an account it is what accounts pay that have no price list of their own.
 */
export function priceFor(
  gateway: Pricing,
  account: Pick<Account, "priceList"> | null,
  model: string,
): PriceVersion | null {
  const now = gateway.clock.now();
  const { prices } = gateway;
  return (
    prices.priceAt(ownList, model, now) ??
    prices.priceAt(account?.priceList ?? gateway.priceList, model, now)
  );
}

/** What the provider charges the operator; null where it publishes nothing. */
export function providerPriceFor(gateway: Gateway, model: string): PriceVersion | null {
  return gateway.prices.priceAt(providerList, model, gateway.clock.now());
}
