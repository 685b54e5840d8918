import type { PriceVersion, Rates } from "./price.ts";

/** All price versions of all lists, shipped and published. */
export interface PriceBook {
  /**
   * The version in force at an instant (milliseconds since 1970, UTC): the list's own, else that
   * of the list it falls back to, else null. Without a price in force a model is closed, not free.
   */
  priceAt(list: string, model: string, at: number): PriceVersion | null;
  version(id: string): PriceVersion | null;
  /** A list's own versions, by model and date. */
  versions(list: string): readonly PriceVersion[];
  /** The names of all lists, sorted. */
  lists(): readonly string[];
}

/** The list that answers where another one has no price in force, by the other's name. */
export type PriceFallbacks = Readonly<Record<string, string>>;

/** Lists that fall back on each other are followed no farther than this. */
const fallbacksMax = 4;

/**
 * Makes one book of many versions, in any order. Of two that begin at the same instant, the one
 * given later is in force. Throws where two versions have one id but not one content: a published
 * version is never edited.
 */
export function createPriceBook(
  versions: readonly PriceVersion[],
  fallbacks: PriceFallbacks = {},
): PriceBook {
  const byId = new Map<string, PriceVersion>();
  const byModel = new Map<string, PriceVersion[]>();
  for (const version of versions) {
    const known = byId.get(version.id);
    if (known !== undefined) {
      if (sameVersion(known, version)) continue;
      throw new Error(`price version ${version.id} was published before with other terms`);
    }
    byId.set(version.id, version);
    const place = placeOf(version.list, version.model);
    byModel.set(place, [...(byModel.get(place) ?? []), version]);
  }
  for (const dated of byModel.values()) dated.sort((a, b) => a.effectiveFrom - b.effectiveFrom);

  return {
    priceAt(list, model, at) {
      let asked: string | undefined = list;
      for (let step = 0; asked !== undefined && step < fallbacksMax; step += 1) {
        const dated: readonly PriceVersion[] = byModel.get(placeOf(asked, model)) ?? [];
        const found = dated.findLast((version) => version.effectiveFrom <= at);
        if (found !== undefined) return found;
        asked = Object.hasOwn(fallbacks, asked) ? fallbacks[asked] : undefined;
      }
      return null;
    },
    version: (id) => byId.get(id) ?? null,
    versions: (list) =>
      [...byModel.values()]
        .flat()
        .filter((version) => version.list === list)
        .sort((a, b) => compareText(a.model, b.model)),
    lists: () => [...new Set([...byId.values()].map((version) => version.list))].sort(),
  };
}

/** Whether two versions say the same, down to every rate. */
function sameVersion(first: PriceVersion, second: PriceVersion): boolean {
  return describe(first) === describe(second);
}

function describe(version: PriceVersion): string {
  const { list, model, effectiveFrom, price } = version;
  const tiers = (price.tiers ?? []).map((tier) => `>${tier.above} ${describeRates(tier)}`);
  return [list, model, effectiveFrom, describeRates(price), ...tiers].join(" ");
}

function describeRates({ input, output }: Rates): string {
  const { text, image, cached, audio, cacheWrite, cacheWrite1h } = input;
  const written = cacheWrite === undefined ? [] : [`w${cacheWrite}`];
  const longWritten = cacheWrite1h === undefined ? [] : [`h${cacheWrite1h}`];
  const rates = [text, image, cached, audio, ...written, ...longWritten];
  return `${rates.join(" ")} | ${[output.text, output.image, output.reasoning].join(" ")}`;
}

function placeOf(list: string, model: string): string {
  return `${list}\n${model}`;
}

function compareText(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
