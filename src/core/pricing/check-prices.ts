import type { Model } from "../catalogue/model.ts";
import { formatRate } from "../money/rate.ts";
import { flattenRates } from "./flatten-rates.ts";
import { providerList } from "./lists.ts";
import type { Price, PriceVersion, Rates } from "./price.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";
import type { RateName } from "./price-quote.ts";

/** Something about prices that an operator should look at. */
export interface PriceFinding {
  readonly kind: "gap" | "overlap" | "stale" | "unsourced" | "below_cost";
  readonly list: string;
  readonly model: string;
  readonly detail: string;
}

export interface PriceCheck {
  readonly versions: readonly PriceVersion[];
  readonly models: readonly Model[];
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Days after which a published price should have been looked up again. */
  readonly staleDays: number;
}

/**
 * Looks over all prices: models that no price of the providers' is in force for (they are closed),
 * versions of one instant that say different things, prices that nobody has looked up for long or
 * that name no address, and prices below what the provider charges.
 */
export function checkPrices(check: PriceCheck): readonly PriceFinding[] {
  const distinct = [...new Map(check.versions.map((version) => [version.id, version])).values()];
  const book = createPriceBook(distinct);
  return [
    ...findGaps(check, book),
    ...findOverlaps(check.versions),
    ...book.lists().flatMap((list) => findInForce(check, book, list)),
  ];
}

function findGaps({ models, now }: PriceCheck, book: PriceBook): readonly PriceFinding[] {
  return models.flatMap(({ id }): readonly PriceFinding[] => {
    if (book.priceAt(providerList, id, now) !== null) return [];
    const later = book
      .versions(providerList)
      .find((version) => version.model === id && version.effectiveFrom > now);
    const detail =
      later === undefined
        ? "no price at all: the model is closed"
        : `no price before ${dayOf(later.effectiveFrom)}: the model is closed until then`;
    return [{ kind: "gap", list: providerList, model: id, detail }];
  });
}

function findOverlaps(versions: readonly PriceVersion[]): readonly PriceFinding[] {
  const places = Map.groupBy(versions, ({ list, model, effectiveFrom }) =>
    JSON.stringify([list, model, effectiveFrom]),
  );
  return [...places.values()].flatMap((same): readonly PriceFinding[] => {
    const [first] = same;
    if (first === undefined || same.length < 2) return [];
    const { list, model, effectiveFrom } = first;
    const detail = `${same.length} versions begin on ${dayOf(effectiveFrom)}: the last one wins`;
    return [{ kind: "overlap", list, model, detail }];
  });
}

const dayMs = 86_400_000;

function findInForce(check: PriceCheck, book: PriceBook, list: string): readonly PriceFinding[] {
  const models = [...new Set(book.versions(list).map((version) => version.model))];
  return models.flatMap((model) => {
    const version = book.priceAt(list, model, check.now);
    if (version === null) return [];
    const cost = list === providerList ? null : book.priceAt(providerList, model, check.now);
    return [
      ...findStale(version, check),
      ...findUnsourced(version),
      ...(cost === null ? [] : findBelowCost(version, cost.price, rateSold(check, model))),
    ];
  });
}

/** What an operator set is not published anywhere, and grows not stale. */
function findStale(version: PriceVersion, check: PriceCheck): readonly PriceFinding[] {
  const { list, model, confidence, retrieved, effectiveFrom } = version;
  const seen = retrieved ?? effectiveFrom;
  const days = Math.floor((check.now - seen) / dayMs);
  if (confidence === "own" || days <= check.staleDays) return [];
  const detail = `last looked up on ${dayOf(seen)}, ${days} days ago`;
  return [{ kind: "stale", list, model, detail }];
}

function findUnsourced({ list, model, confidence, source }: PriceVersion): readonly PriceFinding[] {
  if (confidence === "own" || /https?:\/\/\S/.test(source)) return [];
  return [{ kind: "unsourced", list, model, detail: `"${source}" names no address` }];
}

/** Whether a rate can be billed at all: a model that gives out no pictures sells none. */
function rateSold({ models }: PriceCheck, id: string): (name: RateName) => boolean {
  const model = models.find((one) => one.id === id);
  if (model === undefined) return () => true;
  const { input, output } = model;
  return (name) => {
    if (name === "input.image") return input.includes("image");
    if (name === "input.audio") return input.includes("audio");
    return name !== "output.image" || output.includes("image");
  };
}

function findBelowCost(
  { list, model, price }: PriceVersion,
  cost: Price,
  sold: (name: RateName) => boolean,
): readonly PriceFinding[] {
  const steps = [0, ...(cost.tiers ?? []).map((tier) => tier.above)];
  return steps.flatMap((above) => {
    const asked = flattenRates(ratesAbove(price, above));
    return [...flattenRates(ratesAbove(cost, above))].flatMap(([name, paid]) => {
      const rate = asked.get(name);
      if (rate === undefined || rate >= paid || !sold(name)) return [];
      const [told, known] = [formatRate(rate), formatRate(paid)];
      const detail = `${name}${tell(above)} is ${told}, the provider's ${known}`;
      return [{ kind: "below_cost" as const, list, model, detail }];
    });
  });
}

function tell(above: number): string {
  return above === 0 ? "" : ` above ${above} prompt tokens`;
}

/** The rates of a prompt that is one token longer than this. */
function ratesAbove(price: Price, above: number): Rates {
  return price.tiers?.findLast((tier) => above >= tier.above) ?? price;
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
