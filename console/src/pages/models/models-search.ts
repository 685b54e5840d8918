/** By what the list of models can be ordered. */
export const orders = [
  "name",
  "input",
  "output",
  "picture",
  "ratio",
  "context",
  "released",
] as const;
export type Order = (typeof orders)[number];

export const abilities = ["image-in", "image-out", "audio-in", "tools", "json"] as const;
export type Ability = (typeof abilities)[number];

/** As many as still stand side by side. */
export const comparedMax = 5;

/** What the address of the page says. */
export interface ModelsSearch {
  readonly find?: string | undefined;
  readonly can?: Ability | undefined;
  /** Tokens of context at least. */
  readonly context?: number | undefined;
  readonly sort?: Order | undefined;
  readonly falling?: boolean | undefined;
  readonly compare?: readonly string[] | undefined;
}

/** Whatever stands in the address, only what the page knows is taken from it. */
export function readModelsSearch(given: Record<string, unknown>): ModelsSearch {
  const { find, can, context, sort, falling, compare } = given;
  const compared = Array.isArray(compare) ? compare.map(String).slice(0, comparedMax) : [];
  return {
    find: typeof find === "string" && find !== "" ? find : undefined,
    can: abilities.find((one) => one === can),
    context: typeof context === "number" && context > 0 ? context : undefined,
    sort: orders.find((one) => one === sort),
    falling: falling === true ? true : undefined,
    compare: compared.length === 0 ? undefined : [...new Set(compared)],
  };
}
