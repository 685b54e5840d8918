import type { Model } from "../../api/models.ts";
import { roughly } from "../../api/money.ts";
import type { Ability, ModelsSearch, Order } from "./models-search.ts";

/** The models that the filters leave, in the order that was asked for; the catalogue's own else. */
export function chooseModels(models: readonly Model[], search: ModelsSearch): readonly Model[] {
  const { sort, falling = false } = search;
  const found = models.filter((model) => isMeant(model, search));
  if (sort === undefined) return found;
  return found.toSorted(falling ? fallingBy(sort) : risingBy(sort));
}

/** Dollars per million tokens of pictures that come out; null where none do. */
export function pictureOut({ price, output_modalities: gives }: Model): string | null {
  return gives.includes("image") ? (price?.output["image"] ?? null) : null;
}

function isMeant(model: Model, { find, can, context }: ModelsSearch): boolean {
  if (context !== undefined && model.context_length < context) return false;
  if (can !== undefined && !abilityOf[can](model)) return false;
  const words = (find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const names = [model.id, model.name, ...model.aliases].join(" ").toLowerCase();
  return words.every((word) => names.includes(word));
}

const abilityOf: Readonly<Record<Ability, (model: Model) => boolean>> = {
  "image-in": (model) => model.input_modalities.includes("image"),
  "image-out": (model) => model.output_modalities.includes("image"),
  "audio-in": (model) => model.input_modalities.includes("audio"),
  tools: (model) => !model.lacks.includes("tools"),
  json: (model) => !model.lacks.includes("json"),
};

type Compare = (one: Model, other: Model) => number;

/** What has no such number stands last, whichever way the order goes. */
function risingBy(order: Order): Compare {
  return (one, other) => {
    const [first, second] = [numberOf[order](one), numberOf[order](other)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    if (first === second) return one.id.localeCompare(other.id);
    return first < second ? -1 : 1;
  };
}

function fallingBy(order: Order): Compare {
  const rising = risingBy(order);
  const lacks = (model: Model): boolean => numberOf[order](model) === null;
  return (one, other) => (lacks(one) || lacks(other) ? rising(one, other) : rising(other, one));
}

const numberOf: Readonly<Record<Order, (model: Model) => number | string | null>> = {
  name: ({ name }) => name.toLowerCase(),
  input: ({ price }) => priceNumber(price?.input["text"]),
  output: ({ price }) => priceNumber(price?.output["text"]),
  picture: (model) => priceNumber(pictureOut(model)),
  ratio: ({ ratio }) => priceNumber(ratio),
  context: (model) => model.context_length,
  released: ({ released }) => released,
};

function priceNumber(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : roughly(text);
}
