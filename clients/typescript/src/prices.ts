import { limits } from "./limits.ts";
import type { Model, Pricing } from "./types.ts";

/** Answers a model's prices; null where it has none, or where they can't be had. */
export type PriceReader = (model: string) => Promise<Pricing | null>;

/** Remembers prices for some minutes. They are for show: where they can't be had, nothing fails. */
export function rememberPrices(ask: (model: string) => Promise<Model>): PriceReader {
  const known = new Map<
    string,
    { readonly atMs: number; readonly asked: ReturnType<PriceReader> }
  >();
  return (model) => {
    const last = known.get(model);
    if (last !== undefined && Date.now() - last.atMs < limits.pricesKeptMs) return last.asked;
    if (known.size >= limits.pricesKept) known.clear();
    const forget = () => {
      known.delete(model);
      return null;
    };
    const asked = ask(model).then(({ pricing }) => pricing, forget);
    known.set(model, { atMs: Date.now(), asked });
    return asked;
  };
}
