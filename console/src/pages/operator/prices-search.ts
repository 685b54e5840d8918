/** Which prices are looked at. */
export interface PricesSearch {
  readonly list?: string | undefined;
  readonly model?: string | undefined;
}

/** Whatever stands in the address, only what the page knows is taken from it. */
export function readPricesSearch({ list, model }: Record<string, unknown>): PricesSearch {
  return {
    list: typeof list === "string" && list !== "" ? list : undefined,
    model: typeof model === "string" && model !== "" ? model : undefined,
  };
}
