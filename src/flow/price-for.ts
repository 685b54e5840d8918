import type { Account } from "../core/access/account.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import type { Gateway } from "./gateway.ts";

/** Prices that the operator set in the configuration: they win over every list. */
const ownList = "own";

/** The price list that says what providers charge. */
const providerList = "provider";

/** What an account pays for a model now; null closes the model: nothing is free by accident. */
export function priceFor(gateway: Gateway, account: Account, model: string): PriceVersion | null {
  const now = gateway.clock.now();
  const { prices } = gateway;
  return (
    prices.priceAt(ownList, model, now) ??
    prices.priceAt(account.priceList ?? gateway.priceList, model, now)
  );
}

/** What the provider charges the operator; null where it publishes nothing. */
export function providerPriceFor(gateway: Gateway, model: string): PriceVersion | null {
  return gateway.prices.priceAt(providerList, model, gateway.clock.now());
}
