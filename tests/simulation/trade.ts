import { type Catalogue, createCatalogue } from "../../src/core/catalogue/catalogue.ts";
import type { Model, Route } from "../../src/core/catalogue/model.ts";
import { rate } from "../../src/core/money/rate.ts";
import { createPriceBook, type PriceBook } from "../../src/core/pricing/price-book.ts";
import type { TextCounting, Vocabulary } from "../../src/flow/gateway.ts";

/** Prices as the auditor keeps them: bare picodollars per token, from which the road's are made. */
export interface OwnRates {
  readonly prompt: bigint;
  readonly cached: bigint;
  readonly text: bigint;
  readonly image: bigint;
  readonly reasoning: bigint;
}

/** A model, and its prices by the moment from which on they are in force. */
export interface Goods {
  readonly model: Model;
  readonly prices: readonly { readonly fromMs: number; readonly rates: OwnRates }[];
}

/** When the simulated world begins: milliseconds since 1970, UTC. */
export const beginning = Date.UTC(2026, 0, 31, 23, 59, 50);

/** Milliseconds after the beginning at which one model's price changes. */
const priceChangeMs = 9_000;

const perMillion = (dollars: number): bigint => BigInt(Math.round(dollars * 1_000_000));

const dear: OwnRates = {
  prompt: perMillion(0.5),
  cached: perMillion(0.05),
  text: perMillion(60),
  image: perMillion(60),
  reasoning: perMillion(60),
};

const dearer: OwnRates = { ...dear, text: perMillion(72.5), reasoning: perMillion(90) };

const cheap: OwnRates = {
  prompt: perMillion(2.5),
  cached: perMillion(1.25),
  text: perMillion(10),
  image: perMillion(10),
  reasoning: perMillion(4),
};

const free: OwnRates = { prompt: 0n, cached: 0n, text: 0n, image: 0n, reasoning: 0n };

const pictures: OwnRates = { ...dear, text: perMillion(3), reasoning: perMillion(3) };

/** What the simulated gateway sells: each model is there for what is special about it. */
const goods: readonly [Goods, ...Goods[]] = [
  {
    model: makeModel("dear", { routes: [routeTo("first", {}), routeTo("second", {})] }),
    prices: [
      { fromMs: 0, rates: dear },
      { fromMs: priceChangeMs, rates: dearer },
    ],
  },
  {
    model: makeModel("cheap", {
      text: "cl100k_base",
      routes: [routeTo("second", { contextWindow: 1_500 }), routeTo("first", {})],
    }),
    prices: [{ fromMs: 0, rates: cheap }],
  },
  {
    model: makeModel("pictures", {
      output: ["text", "image"],
      hiddenOutput: true,
      routes: [routeTo("first", {})],
    }),
    prices: [{ fromMs: 0, rates: pictures }],
  },
  {
    model: makeModel("whole", { routes: [routeTo("second", { streams: false })] }),
    prices: [{ fromMs: 0, rates: cheap }],
  },
  {
    model: makeModel("free", { routes: [routeTo("first", {})] }),
    prices: [{ fromMs: 0, rates: free }],
  },
  {
    model: makeModel("seer", {
      input: ["text", "image"],
      vision: [{ from: 0, rule: "tiles-258" }],
      routes: [routeTo("first", {})],
    }),
    prices: [{ fromMs: 0, rates: cheap }],
  },
  { model: makeModel("unpriced", { routes: [routeTo("first", {})] }), prices: [] },
];

/** The providers' names. */
export const providers = ["first", "second"] as const;

function makeModel(id: string, terms: Partial<Model>): Model {
  return {
    id,
    name: id,
    aliases: [`${id}-latest`],
    contextWindow: 2_000,
    outputTokensMax: 1_200,
    released: "2026-01",
    input: ["text"],
    output: ["text"],
    text: "o200k_base",
    vision: null,
    hiddenOutput: false,
    routes: [],
    ...terms,
  };
}

function routeTo(provider: (typeof providers)[number], terms: Partial<Route>): Route {
  return {
    provider,
    model: `${provider}-model`,
    vision: null,
    text: null,
    contextWindow: null,
    streams: true,
    ...terms,
  };
}

/** The catalogue and the prices as the road reads them. */
export function openTrade(): { readonly catalogue: Catalogue; readonly prices: PriceBook } {
  const versions = goods.flatMap(({ model, prices }) =>
    prices.map(({ fromMs, rates }) => ({
      id: `simulated:${model.id}:${fromMs}`,
      list: "simulated",
      model: model.id,
      effectiveFrom: beginning + fromMs,
      price: {
        input: {
          text: rate(rates.prompt),
          image: rate(rates.prompt),
          cached: rate(rates.cached),
          audio: rate(rates.prompt),
        },
        output: {
          text: rate(rates.text),
          image: rate(rates.image),
          reasoning: rate(rates.reasoning),
        },
      },
      source: "the simulation",
      confidence: "own" as const,
    })),
  );
  return {
    catalogue: createCatalogue(goods.map((one) => one.model)),
    prices: createPriceBook(versions),
  };
}

/** How pairs are named whose first model describes pictures: without one the second is alone. */
export const pairPrefix = "two-step/seer+";

/** The model that answers to a name: of a pair the second, where there is no picture. */
export function findGoods(asked: string): Goods | null {
  const name = asked.startsWith(pairPrefix) ? asked.slice(pairPrefix.length) : asked;
  return goods.find(({ model }) => model.id === name || model.aliases.includes(name)) ?? null;
}

/** The rates in force at a moment, milliseconds since 1970; null where the model has no price. */
export function ratesAt({ prices }: Goods, at: number): OwnRates | null {
  return prices.findLast(({ fromMs }) => beginning + fromMs <= at)?.rates ?? null;
}

/** Tokens of a text of this length: a rule so simple that both sides can have it by heart. */
export function tokensOf(vocabulary: Vocabulary, characters: number): number {
  return Math.ceil(characters / (vocabulary === "cl100k_base" ? 3 : 4));
}

/** Text counting as the road asks for it, by that rule. */
export const simulatedCounting: TextCounting = {
  count: (vocabulary, text) => tokensOf(vocabulary, text.length),
  countMany: async (orders) =>
    orders.map(({ vocabulary, text }) => tokensOf(vocabulary, text.length)),
  counter: (vocabulary) => {
    let characters = 0;
    return {
      push: (text) => {
        characters += text.length;
      },
      count: () => tokensOf(vocabulary, characters),
    };
  },
};
