import type { Model } from "../core/catalogue/model.ts";
import { comparePrices, type RateComparison } from "../core/pricing/compare-prices.ts";
import { ownList, providerList, retiredList } from "../core/pricing/lists.ts";
import type { Price, PriceVersion } from "../core/pricing/price.ts";
import { readPrice } from "../core/pricing/read-price.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { WrongSetting } from "../core/settings/setting.ts";
import type { Office } from "./office.ts";
import type { OpenPriceBook } from "./open-price-book.ts";

export interface PriceTerms {
  readonly list: string;
  readonly model: Model;
  /** Milliseconds since 1970, UTC; null for at once. */
  readonly effectiveFrom: number | null;
  /** As `readPrice` takes it, still unread. */
  readonly price: unknown;
  readonly source: string;
}

/**
 * Publishes a version of a price: durable first, then in the book, where it is in force from its
 * instant on. What is published is never edited: an instant in the past, or one at which the list
 * has a version of this model already, is refused.
 */
export async function publishPrice(
  office: Office,
  book: OpenPriceBook,
  terms: PriceTerms,
): Promise<PriceVersion | Refusal> {
  const version = readVersion(terms, office.clock.now());
  if (isRefusal(version)) return version;
  const published = await book.publish(version, office.store.prices.publish);
  return published ? version : refuseTaken(version);
}

/** A version as it would be published, and what it would stand beside. */
export interface PriceDraft {
  readonly version: PriceVersion;
  /** What is charged at its instant otherwise: the list's own, or the provider's in its place. */
  readonly replaces: PriceVersion | null;
  /** What the provider charges at its instant. */
  readonly cost: PriceVersion | null;
  /** The price of farebox.yaml, which wins over every list. */
  readonly overruledBy: PriceVersion | null;
  readonly changes: readonly RateComparison[];
  readonly margins: readonly RateComparison[];
}

/** Looks at a price before it is published: refuses what publishing would, and writes nothing. */
export function draftPrice(
  office: Office,
  book: OpenPriceBook,
  terms: PriceTerms,
): PriceDraft | Refusal {
  const version = readVersion(terms, office.clock.now());
  if (isRefusal(version)) return version;
  const { list, model, effectiveFrom, price } = version;
  const taken = book.versions(list).filter((one) => one.model === model);
  if (taken.some((one) => one.effectiveFrom === effectiveFrom)) return refuseTaken(version);

  const replaces = book.priceAt(list, model, effectiveFrom);
  // A price of the provider's list is itself what the model costs from then on.
  const cost = list === providerList ? version : book.priceAt(providerList, model, effectiveFrom);
  return {
    version,
    replaces,
    cost,
    overruledBy: book.priceAt(ownList, model, effectiveFrom),
    changes: replaces === null ? [] : comparePrices(terms.model, price, replaces.price),
    margins: cost === null ? [] : comparePrices(terms.model, price, cost.price),
  };
}

function readVersion(terms: PriceTerms, now: number): PriceVersion | Refusal {
  const { list, model, source } = terms;
  if (list === ownList || list === retiredList) {
    return refuse("invalid_request", `The list "${list}" is what farebox.yaml sets.`, {
      param: "list",
    });
  }
  const effectiveFrom = terms.effectiveFrom ?? now;
  if (effectiveFrom < now) return refusePast(effectiveFrom);
  const price = readTerms(terms.price);
  if (isRefusal(price)) return price;
  const date = new Date(effectiveFrom).toISOString();
  const id = `${list}:${model.id}:${date}`;
  return { id, list, model: model.id, effectiveFrom, price, source, confidence: "own" };
}

function readTerms(value: unknown): Price | Refusal {
  try {
    return readPrice({ name: "price", value });
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error;
    const { setting, allowed } = error;
    return refuse("invalid_request", `\`${setting}\` must be ${allowed}.`, { param: setting });
  }
}

function refusePast(effectiveFrom: number): Refusal {
  return refuse(
    "invalid_request",
    `\`effective_from\` is ${new Date(effectiveFrom).toISOString()}, which is past: calls since ` +
      "then were charged by the versions in force. Leave it out for a price that holds at once.",
    { param: "effective_from" },
  );
}

function refuseTaken({ list, model, effectiveFrom }: PriceVersion): Refusal {
  return refuse(
    "conflict",
    `The list ${list} has a price of ${model} from ${new Date(effectiveFrom).toISOString()} on, ` +
      "and a published version is never edited. Publish a later one.",
    { param: "effective_from" },
  );
}
