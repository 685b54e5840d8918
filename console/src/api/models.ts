import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

export type Modality = "text" | "image" | "audio";
export type Detail = "low" | "auto" | "high" | "original";

/** Dollars per million tokens, as decimal strings. */
export interface Rates {
  readonly input: Readonly<Record<string, string>>;
  readonly output: Readonly<Record<string, string>>;
}

export interface Price extends Rates {
  /** Of prompts longer than so many tokens; all of the request costs these. */
  readonly tiers?: readonly (Rates & { readonly above: number })[];
}

/** One way to a model; operators alone see them. */
export interface ModelRoute {
  readonly provider: string;
  readonly model: string;
  readonly vision: string | null;
  readonly context_length: number;
  readonly streams: boolean;
  readonly configured: boolean;
}

export interface Model {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly released: string;
  readonly context_length: number;
  readonly output_tokens_max: number;
  readonly input_modalities: readonly Modality[];
  readonly output_modalities: readonly Modality[];
  readonly tokenizer: string;
  readonly vision: string | null;
  readonly lacks: readonly ("tools" | "json")[];
  /** Null: closed, no price is in force. */
  readonly price: Price | null;
  readonly price_version: string | null;
  readonly ratio: string | null;
  /** For operators alone. */
  readonly provider_price?: Price | null;
  readonly provider_price_source?: string | null;
  readonly routes?: readonly ModelRoute[];
}

export interface PriceEntry {
  readonly id: string;
  readonly effective_from: string;
  readonly price: Price;
}

export interface DetailedModel extends Model {
  readonly price_history: readonly PriceEntry[];
  readonly speed: {
    readonly calls: number;
    readonly ttft_ms_p50: number;
    readonly output_tokens_per_second_p50: number | null;
  } | null;
}

export interface Catalogue extends List<Model> {
  readonly price_list: string;
}

/** How a rule cuts a picture, in pixels of the picture as it came. */
export interface PictureGrid {
  readonly columns: number;
  readonly rows: number;
  readonly cell_width: number;
  readonly cell_height: number;
  readonly preview: boolean;
}

export interface CountedPicture {
  readonly detail: Detail;
  readonly tokens: number;
  readonly tokens_max: number;
  readonly tiles: number | null;
  readonly grid: PictureGrid | null;
  readonly cost: string | null;
}

export interface PictureCounts extends List<CountedPicture> {
  readonly rule: string;
}

const keptMs = 60_000;

/** The whole catalogue: few enough to be sorted and searched where it is shown. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => call<Catalogue>("/admin/v1/models", { signal }),
  staleTime: keptMs,
});

export function modelQuery(id: string) {
  const path = id.split("/").map(encodeURIComponent).join("/");
  return queryOptions({
    queryKey: ["models", id],
    queryFn: ({ signal }) => call<DetailedModel>(`/admin/v1/models/${path}`, { signal }),
  });
}

/** What a picture of this size counts and costs, at every detail. */
export function pictureTokensQuery(model: string, width: number, height: number) {
  return queryOptions({
    queryKey: ["picture-tokens", model, width, height],
    queryFn: ({ signal }) =>
      call<PictureCounts>(`/admin/v1/picture-tokens${questionOf({ model, width, height })}`, {
        signal,
      }),
    staleTime: keptMs,
  });
}
