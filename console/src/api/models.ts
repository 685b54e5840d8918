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

export interface PictureQuestion {
  readonly account_id: string | null;
  readonly model: string;
  readonly width: number;
  readonly height: number;
}

const keptMs = 60_000;

/** The whole catalogue by the gateway's own list, or a member's: few enough to sort and search. */
export const modelsQuery = catalogueQuery(null);

/** The same at the prices of one account. */
export function catalogueQuery(accountId: string | null) {
  const question = questionOf({ account_id: accountId });
  return queryOptions({
    queryKey: ["models", "of", accountId],
    queryFn: ({ signal }) => call<Catalogue>(`/admin/v1/models${question}`, { signal }),
    staleTime: keptMs,
  });
}

export function modelQuery(id: string, accountId: string | null) {
  const question = questionOf({ account_id: accountId });
  const path = id.split("/").map(encodeURIComponent).join("/");
  return queryOptions({
    queryKey: ["models", id, accountId],
    queryFn: ({ signal }) => call<DetailedModel>(`/admin/v1/models/${path}${question}`, { signal }),
  });
}

/** What a picture of this size counts and costs, at every detail. */
export function pictureTokensQuery(asked: PictureQuestion) {
  const question = questionOf({ ...asked });
  return queryOptions({
    queryKey: ["picture-tokens", asked],
    queryFn: ({ signal }) => call<PictureCounts>(`/admin/v1/picture-tokens${question}`, { signal }),
    staleTime: keptMs,
  });
}
