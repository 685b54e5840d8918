import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { pageQuery } from "../admin.ts";
import { instant, listOf, nullable, oneOf } from "../values.ts";

const listName = Type.String({
  pattern: "^[a-z0-9][a-z0-9._-]{0,63}$",
  description: "`flat`, `provider`, or a list of your own; a new name makes a new list.",
});

const perMillion = "Dollars per million tokens, at most six decimals.";
const rate = Type.String({ pattern: "^\\d{1,9}\\.\\d{2,6}$", description: perMillion });

const inputRates = Type.Object({
  text: rate,
  image: rate,
  cached: rate,
  audio: rate,
  cache_write: Type.Optional(rate),
  cache_write_1h: Type.Optional(rate),
});
const outputRates = Type.Object({ text: rate, image: rate, reasoning: rate });
const sides = { input: inputRates, output: outputRates };

const tier = Type.Object({ above: Type.Integer({ minimum: 1 }), ...sides });
const tiers = Type.Array(tier, {
  description: "What prompts of more tokens cost, all of the request.",
});

/** A price as it is shown. */
export const shownPrice = Type.Object({ ...sides, tiers: Type.Optional(tiers) });

const version = Type.Object(
  {
    id: Type.String({ description: "What charges name it by." }),
    list: Type.String(),
    model: Type.String(),
    effective_from: instant("In force from then until the model's next version."),
    current: Type.Boolean({ description: "Whether the list has this one in force now." }),
    source: Type.String({ description: "Where the price is published, or who set it." }),
    confidence: oneOf(
      ["A", "B", "own"],
      "A: a provider's own page; B: second-hand; own: the operator set it.",
    ),
    price: shownPrice,
  },
  {
    title: "PriceVersion",
    description: "One dated price of a model on a list. Published once, never edited.",
    examples: [
      {
        id: "flat:gpt-4o:2026-01-01",
        list: "flat",
        model: "gpt-4o",
        effective_from: "2026-01-01T00:00:00.000Z",
        current: true,
        source: "the project's list of standard prices",
        confidence: "own",
        price: {
          input: { text: "2.50", image: "2.50", cached: "2.50", audio: "2.50" },
          output: { text: "10.00", image: "10.00", reasoning: "10.00" },
        },
      },
    ],
  },
);

const pricesQuery = Type.Object({
  ...pageQuery.properties,
  list: Type.Optional(Type.String({ description: "Only this list." })),
  model: Type.Optional(Type.String({ description: "Only this model; an alias will do." })),
});

export type PricesQuery = Type.Static<typeof pricesQuery>;

export const listPrices = checkedRoute({
  operationId: "listPrices",
  tag: "Books",
  summary: "All versions of all prices",
  querystring: pricesQuery,
  answers: {
    200: json(
      "A page of them.",
      Type.Object({
        ...listOf(version, "By list, model and date.").properties,
        lists: Type.Array(Type.String(), { description: "The names of all lists, sorted." }),
      }),
    ),
  },
});

// How many decimals an amount may have, the reader of prices says better than a pattern.
const given = Type.String({ description: perMillion });

const side = (modalities: readonly string[]) =>
  Type.Union([
    given,
    Type.Object(Object.fromEntries(modalities.map((name) => [name, Type.Optional(given)])), {
      additionalProperties: false,
      description: "`text` must be named; others cost the same.",
    }),
  ]);

const givenSides = {
  input: side(["text", "image", "cached", "audio", "cache_write", "cache_write_1h"]),
  output: side(["text", "image", "reasoning"]),
};

const priceBody = Type.Object(
  {
    list: listName,
    model: Type.String({ minLength: 1, maxLength: limits.pathCharactersMax }),
    effective_from: Type.Optional(
      nullable(
        Type.String({ maxLength: 64 }),
        "A day, or an instant of ISO 8601 that is not past; at once where it is left out.",
      ),
    ),
    price: Type.Object(
      {
        ...givenSides,
        tiers: Type.Optional(
          Type.Array(
            Type.Object(
              { above: Type.Integer({ minimum: 1 }), ...givenSides },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: limits.priceTiersMax },
          ),
        ),
      },
      { additionalProperties: false, description: "As in farebox.yaml; amounts are strings." },
    ),
    source: Type.String({
      minLength: 1,
      maxLength: 1000,
      description: "Where the price is published, or who decided it.",
    }),
  },
  {
    additionalProperties: false,
    examples: [
      {
        list: "flat",
        model: "gpt-4o",
        price: { input: "2.50", output: "12.00" },
        source: "board meeting of 20 November",
      },
    ],
  },
);

export type PriceBody = Type.Static<typeof priceBody>;

export const publishNewPrice = checkedRoute({
  operationId: "publishPrice",
  tag: "Books",
  summary: "Publish a price",
  description:
    "Takes effect at its instant, without a restart; calls that are held then already are " +
    "charged by the version of their hold. What is published is never edited: a later version " +
    "takes its place.",
  body: priceBody,
  answers: { 201: json("The version.", version) },
  refusals: ["model_not_found", "conflict"],
});

const ratio = (over: string) =>
  nullable(Type.String({ description: `${over}, to two decimals.` }), "Null where that is free.");

const draft = Type.Object(
  {
    version: Type.Object(version.properties, { description: "As it would be published." }),
    replaces: nullable(version, "What the list charges at that instant otherwise; null: nothing."),
    provider: nullable(version, "What the provider charges at that instant; null: not known."),
    overruled_by: nullable(version, "The price of farebox.yaml, which wins over every list."),
    changes: Type.Array(
      Type.Object({
        rate: Type.String({ description: "Such as `input text`." }),
        before: rate,
        after: rate,
        ratio: ratio("After over before"),
      }),
      { description: "Beside what it replaces, rate by rate." },
    ),
    margins: Type.Array(
      Type.Object({
        rate: Type.String(),
        price: rate,
        provider: rate,
        ratio: ratio("Price over provider cost"),
        below_cost: Type.Boolean({ description: "It would be sold at a loss." }),
      }),
      { description: "Beside what the provider charges, rate by rate." },
    ),
  },
  { title: "PriceDraft" },
);

export const draftNewPrice = checkedRoute({
  operationId: "draftPrice",
  tag: "Books",
  summary: "Look at a price before it is published",
  description:
    "Refuses what publishing would refuse, and writes nothing: everybody who may read may ask.",
  leastRole: "viewer",
  body: priceBody,
  answers: { 200: json("The draft beside what is in force and what it costs.", draft) },
  refusals: ["model_not_found", "conflict"],
});
