import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { dollars, instant, nullable, oneOf, tokens } from "../values.ts";
import { shownPrice } from "./prices.ts";

const modalities = Type.Array(oneOf(["text", "image", "audio"]));

const route = Type.Object({
  provider: Type.String(),
  model: Type.String({ description: "Its name there." }),
  vision: nullable(Type.String(), "How pictures are counted there."),
  context_length: tokens("What the route takes, prompt and output together."),
  streams: Type.Boolean({ description: "False: held at its ceiling, and can't be cut." }),
  configured: Type.Boolean({ description: "Whether this gateway has that provider." }),
});

const fields = {
  id: Type.String(),
  name: Type.String(),
  aliases: Type.Array(Type.String()),
  released: Type.String({ description: "Year and month, or a day." }),
  context_length: tokens("Prompt and output together."),
  output_tokens_max: tokens("The output limit of one call."),
  input_modalities: modalities,
  output_modalities: modalities,
  tokenizer: Type.String({ description: "How its text is counted." }),
  vision: nullable(Type.String(), "How its pictures are counted; null: it takes none."),
  lacks: Type.Array(oneOf(["tools", "json"]), { description: "What it is known not to take." }),
  price: nullable(shownPrice, "In force now; null: the model is closed."),
  price_version: nullable(Type.String()),
  ratio: nullable(Type.String(), "What a token of text out costs, in tokens of text in."),
  provider_price: Type.Optional(nullable(shownPrice, "What it costs the operator.")),
  provider_price_source: Type.Optional(nullable(Type.String())),
  routes: Type.Optional(Type.Array(route, { description: "Ways to it, in their order." })),
};

const operatorsAlone =
  "By the price list of the account, or the gateway's own. `provider_price`, its source and " +
  "`routes` are told to operators alone.";

const catalogueQuery = Type.Object(
  {
    account_id: Type.Optional(Type.String({ description: "By whose price list; a member's own." })),
  },
  { additionalProperties: false },
);

export type CatalogueQuery = Type.Static<typeof catalogueQuery>;

const shownModel = Type.Object(fields, { title: "CatalogueModel" });

const detailedModel = Type.Object(
  {
    ...fields,
    price_history: Type.Array(
      Type.Object({
        id: Type.String({ description: "What charges name the version by." }),
        effective_from: instant("In force from then until the next."),
        price: shownPrice,
      }),
      { description: "Every version, oldest first; later ones may lie ahead." },
    ),
    speed: nullable(
      Type.Object({
        calls: Type.Integer({ description: "The newest whole calls that were measured." }),
        ttft_ms_p50: Type.Integer({ description: "Milliseconds to the first event." }),
        output_tokens_per_second_p50: nullable(Type.Number(), "After that; null: too short."),
      }),
      "Measured on this gateway's own calls; null: there were none.",
    ),
  },
  { title: "DetailedModel" },
);

export const listModelsShown = checkedRoute({
  operationId: "listCatalogue",
  tag: "Models",
  summary: "The catalogue with its prices",
  description: operatorsAlone,
  querystring: catalogueQuery,
  members: { belonging: "account_id" },
  answers: {
    200: json(
      "All models, in the catalogue's order.",
      Type.Object({
        price_list: Type.String({ description: "The list that prices are from." }),
        data: Type.Array(shownModel),
        next: Type.Null(),
      }),
    ),
  },
  refusals: ["not_found"],
});

export const showModelShown = checkedRoute({
  operationId: "getCatalogueModel",
  tag: "Models",
  summary: "One model with its price history and its measured speed",
  description: operatorsAlone,
  querystring: catalogueQuery,
  members: { belonging: "account_id" },
  params: Type.Object({ id: Type.String({ description: "Its id or an alias." }) }),
  answers: { 200: json("The model.", detailedModel) },
  refusals: ["model_not_found", "not_found"],
});

const side = Type.Integer({
  minimum: 1,
  maximum: limits.pictureSideMax,
  description: "Pixels, as the picture is seen: turned as its EXIF says.",
});

const pictureQuery = Type.Object(
  {
    ...catalogueQuery.properties,
    model: Type.String({
      maxLength: limits.pathCharactersMax,
      description: "The model's id or an alias.",
    }),
    width: side,
    height: side,
  },
  { additionalProperties: false },
);

export type PictureQuery = Type.Static<typeof pictureQuery>;

const pictureGrid = Type.Object(
  {
    columns: Type.Integer(),
    rows: Type.Integer(),
    cell_width: Type.Number({ description: "Pixels of the picture as it came." }),
    cell_height: Type.Number({ description: "The same, downwards." }),
    preview: Type.Boolean({ description: "The whole picture counts once more beside them." }),
  },
  { description: "From the top left corner; the last ones may reach beyond the picture." },
);

const countedPicture = Type.Object({
  detail: oneOf(["low", "auto", "high", "original"]),
  tokens: tokens("As the rule says."),
  tokens_max: tokens("At most, under every reading of the rule; what is held."),
  tiles: nullable(Type.Integer(), "Tiles or patches; null where the rule has none."),
  grid: nullable(pictureGrid, "Where they lie; null where the rule doesn't say."),
  cost: nullable(dollars("What that many tokens cost now."), "Null: the model is closed."),
});

export const countPictureOfModel = checkedRoute({
  operationId: "countPicture",
  tag: "Models",
  summary: "What a picture of a size counts and costs, at every detail",
  description: "By the rule of the way to the model that a call would take first.",
  members: { belonging: "account_id" },
  querystring: pictureQuery,
  answers: {
    200: json(
      "Its count at every detail.",
      Type.Object(
        {
          model: Type.String(),
          rule: Type.String({ description: "The rule's name, as the reference lists them." }),
          width: side,
          height: side,
          price_version: nullable(Type.String()),
          data: Type.Array(countedPicture),
          next: Type.Null(),
        },
        { title: "CountedPicture" },
      ),
    ),
  },
  refusals: ["model_not_found", "not_found"],
});
