import { fallbackOf } from "../core/pricing/lists.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import { createPriceBook, type PriceBook } from "../core/pricing/price-book.ts";

/** A price book that takes new versions while it is read. */
export interface OpenPriceBook extends PriceBook {
  /**
   * Takes a version once `write` has made it durable: whoever asks from then on finds it, from its
   * instant on. False, and nothing is written, where the list has a version of that model at that
   * instant already. Rejects where it can't be written; the book is then as it was.
   */
  publish(version: PriceVersion, write: (version: PriceVersion) => Promise<void>): Promise<boolean>;
}

/** Opens the book of all versions that shipped or were published; of one instant, the last wins. */
export function openPriceBook(versions: readonly PriceVersion[]): OpenPriceBook {
  let known = versions;
  let book = bookOf(known);
  /** What is being written, so that two of one instant can't both be. */
  const waiting = new Set<string>();
  return {
    priceAt: (list, model, at) => book.priceAt(list, model, at),
    version: (id) => book.version(id),
    versions: (list) => book.versions(list),
    lists: () => book.lists(),
    publish: async (version, write) => {
      const place = placeOf(version);
      const taken = book.versions(version.list).some((one) => placeOf(one) === place);
      if (taken || waiting.has(place)) return false;
      waiting.add(place);
      try {
        await write(version);
        known = [...known, version];
        // Made whole before it takes the old one's place: no reader ever sees a part.
        book = bookOf(known);
        return true;
      } finally {
        waiting.delete(place);
      }
    },
  };
}

function placeOf({ list, model, effectiveFrom }: PriceVersion): string {
  return JSON.stringify([list, model, effectiveFrom]);
}

function bookOf(versions: readonly PriceVersion[]): PriceBook {
  const lists = [...new Set(versions.map((version) => version.list))];
  const fallbacks = lists.flatMap((list): readonly (readonly [string, string])[] => {
    const fallback = fallbackOf(list);
    return fallback === undefined ? [] : [[list, fallback]];
  });
  return createPriceBook(versions, Object.fromEntries(fallbacks));
}
