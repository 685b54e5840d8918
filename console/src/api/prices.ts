import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

/** Dollars per million tokens, by modality. */
export type Rates = Readonly<Record<string, string>>;

export interface PriceTier {
  readonly above: number;
  readonly input: Rates;
  readonly output: Rates;
}

export interface Price {
  readonly input: Rates;
  readonly output: Rates;
  /** What longer prompts cost. */
  readonly tiers?: readonly PriceTier[];
}

/** One dated price of a model on a list, never edited. */
export interface PriceVersion {
  readonly id: string;
  readonly list: string;
  readonly model: string;
  readonly effective_from: string;
  readonly current: boolean;
  readonly source: string;
  readonly confidence: "A" | "B" | "own";
  readonly price: Price;
}

/** What is to be published. */
export interface PriceTerms {
  readonly list: string;
  readonly model: string;
  readonly effective_from: string | null;
  readonly price: Price;
  readonly source: string;
}

export interface PriceDraft {
  readonly version: PriceVersion;
  readonly replaces: PriceVersion | null;
  readonly provider: PriceVersion | null;
  /** The price of farebox.yaml, which wins over every list. */
  readonly overruled_by: PriceVersion | null;
  readonly changes: readonly {
    readonly rate: string;
    readonly before: string;
    readonly after: string;
    readonly ratio: string | null;
  }[];
  readonly margins: readonly {
    readonly rate: string;
    readonly price: string;
    readonly provider: string;
    readonly ratio: string | null;
    readonly below_cost: boolean;
  }[];
}

export interface PricesAsked {
  readonly list?: string | undefined;
  readonly model?: string | undefined;
}

const rowsOfPage = 100;

export function pricesQuery(asked: PricesAsked) {
  return infiniteQueryOptions({
    queryKey: ["prices", asked],
    queryFn: ({ pageParam, signal }) =>
      call<List<PriceVersion>>(
        `/admin/v1/prices${questionOf({ ...asked, limit: rowsOfPage, after: pageParam })}`,
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === null ? undefined : String(next)),
  });
}

/** How a price would stand; nothing is written. */
export function draftPrice(terms: PriceTerms): Promise<PriceDraft> {
  return call<PriceDraft>("/admin/v1/prices/draft", { body: terms });
}

export function publishPrice(terms: PriceTerms): Promise<PriceVersion> {
  return call<PriceVersion>("/admin/v1/prices", { body: terms });
}

/** What farebox.yaml sets and has set: in force for everybody, and not given to an account. */
const configured: readonly string[] = ["own", "own-retired"];

/** The names of all lists that an account may have. */
export const priceListsQuery = queryOptions({
  queryKey: ["price-lists"],
  queryFn: async ({ signal }) => {
    const { lists } = await call<{ readonly lists: readonly string[] }>(
      "/admin/v1/prices?limit=1",
      {
        signal,
      },
    );
    return lists.filter((name) => !configured.includes(name));
  },
});
