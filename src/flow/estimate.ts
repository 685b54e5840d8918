import { asksHourCache } from "../core/chat/asks-hour-cache.ts";
import type { Picture, ReadPictureSource } from "../core/chat/request.ts";
import { least, minus, type Picodollars, plus } from "../core/money/picodollars.ts";
import type { Rate } from "../core/money/rate.ts";
import {
  boundOutput,
  dearestOutput,
  dearestRates,
  pricePromptBound,
} from "../core/pricing/rate-usage.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import type { PromptCount } from "../core/tokens/count-prompt.ts";
import { measurePicture } from "../core/tokens/measure-picture.ts";
import type { ModelTerms } from "./agree-terms.ts";
import { countPrompts } from "./count-prompts.ts";
import { fetchPictures } from "./fetch-pictures.ts";
import type { Gateway, OpenRoute } from "./gateway.ts";

/** What a call to one model will cost, known before it is sent. */
export interface Estimate {
  readonly pictures: readonly Picture[];
  /** As the first route counts it. */
  readonly prompt: PromptCount;
  /** Tokens that `promptBound` covers: the largest bound of all routes. */
  readonly promptTokensMax: number;
  /** Routes whose context window takes prompt and output. */
  readonly routes: readonly [OpenRoute, ...OpenRoute[]];
  readonly outputTokensMax: number;
  /** Per token of the dearest modality the model can produce. */
  readonly outputRate: Rate;
  /** The most that the prompt can cost on any of the routes. */
  readonly promptBound: Picodollars;
  /** Tokens of the largest picture that may come out; 0 where none may. */
  readonly pictureTokensMax: number;
  /** What that picture costs: one event may bring it whole. */
  readonly pictureBound: Picodollars;
  /**
   * Prompt bound plus the output limit at the dearest modality, at least one picture and text of
   * the limit's length; never above `max_cost`.
   */
  readonly ceiling: Picodollars;
  /** True where the caller's `max_cost` bounds the call: reached, it ends with "length". */
  readonly boundByMaxCost: boolean;
}

/**
 * Fetches and measures pictures, bounds tokens and rates them. Nothing is sent to a provider and
 * nothing is held.
 */
export async function estimateChat(
  gateway: Gateway,
  terms: ModelTerms,
): Promise<Estimate | Refusal> {
  const { call, price } = terms;
  const blind = refusePictures(terms);
  if (blind !== null) return blind;
  const sources = await fetchPictures(gateway, call);
  if (isRefusal(sources)) return sources;
  const pictures = measurePictures(sources);
  if (isRefusal(pictures)) return pictures;

  const counts = await countPrompts(gateway, terms, pictures);
  const output = fitContext(gateway, terms, counts);
  if (isRefusal(output)) return output;

  const { model } = terms;
  // A longer prompt may cost another tier's rates, its output included.
  const bounds = counts.map(({ text, image }) => text.tokensMax + image.tokensMax);
  const promptTokensMax = Math.max(...bounds);
  const rates = dearestRates(price.price, promptTokensMax);
  const outputRate = dearestOutput(rates, model);
  const imageOutput = mayBringPicture(terms) ? model.imageOutput : null;
  const outputBound = boundOutput(rates, { ...model, imageOutput }, output.tokensMax);
  const asked = { cachedForAnHour: asksHourCache(call.chat) };
  const promptBound = counts
    .map((count) => pricePromptBound(price.price, count, asked))
    .reduce((high, next) => (next > high ? next : high));
  const estimate = {
    pictures,
    prompt: output.prompt,
    promptTokensMax,
    routes: output.routes,
    outputTokensMax: output.tokensMax,
    outputRate,
    promptBound,
    pictureTokensMax: outputBound.pictureTokens,
    pictureBound: outputBound.picture,
    ceiling: plus(promptBound, outputBound.total),
    boundByMaxCost: false,
  };
  return call.chat.maxCost === null ? estimate : bindToMaxCost(estimate, call.chat.maxCost);
}

/**
 * Whether a picture may come: where the caller names that modality, or names none and a route
 * leaves it to the model, as those do that bill what they don't relay.
 */
function mayBringPicture({ call, model, routes }: ModelTerms): boolean {
  const { modalities } = call.chat.passedOn;
  if (Array.isArray(modalities)) return modalities.includes("image");
  return routes.some(({ route }) => route.hiddenOutput ?? model.hiddenOutput);
}

function refusePictures(terms: ModelTerms): Refusal | null {
  const { call, model } = terms;
  if (call.chat.pictures.length === 0 || model.input.includes("image")) return null;
  return refuse("invalid_request", `${model.id} takes no pictures.`, { param: "messages" });
}

function measurePictures(sources: readonly ReadPictureSource[]): readonly Picture[] | Refusal {
  const pictures: Picture[] = [];
  for (const [index, source] of sources.entries()) {
    const picture = measurePicture(source, index);
    if (isRefusal(picture)) return picture;
    pictures.push(picture);
  }
  return pictures;
}

interface Fitting {
  readonly prompt: PromptCount;
  readonly routes: readonly [OpenRoute, ...OpenRoute[]];
  readonly tokensMax: number;
}

/** Finds the output limit and the routes that have room for prompt and output together. */
function fitContext(
  gateway: Gateway,
  terms: ModelTerms,
  counts: readonly PromptCount[],
): Fitting | Refusal {
  const asked = terms.call.chat.outputTokensMax;
  const rooms = terms.routes.map((open, index) => {
    const window = open.route.contextWindow ?? terms.model.contextWindow;
    return { open, prompt: counts[index], window };
  });
  const fitting = rooms.flatMap(({ open, prompt, window }) =>
    prompt !== undefined && prompt.tokens + (asked ?? 1) <= window
      ? [{ open, prompt, left: window - prompt.tokens }]
      : [],
  );
  const [first, ...others] = fitting;
  if (first === undefined) return refuseContext(terms, rooms[0]);

  const absent = Math.min(gateway.settings.outputTokensDefault, terms.outputLimit, first.left);
  const tokensMax = asked ?? absent;
  const roomy = others.filter((one) => one.left >= tokensMax).map((one) => one.open);
  return { prompt: first.prompt, routes: [first.open, ...roomy], tokensMax };
}

function refuseContext(
  terms: ModelTerms,
  room: { readonly prompt: PromptCount | undefined; readonly window: number } | undefined,
): Refusal {
  const asked = terms.call.chat.outputTokensMax;
  const prompt = room?.prompt?.tokens ?? 0;
  return refuse(
    "context_length_exceeded",
    `${terms.model.id} takes ${room?.window} tokens here; the prompt has about ${prompt}` +
      `${asked === null ? "" : ` and max_tokens asks for ${asked}`}.`,
    {
      param: "messages",
      metadata: { context_window: room?.window, prompt_tokens: prompt, max_tokens: asked },
    },
  );
}

/** Turns the caller's own cost limit into an output limit and a lower ceiling. */
function bindToMaxCost(estimate: Estimate, maxCost: Picodollars): Estimate | Refusal {
  const { outputRate, promptBound } = estimate;
  const left = minus(maxCost, promptBound);
  const affordable = outputRate === 0n ? estimate.outputTokensMax : Number(left / outputRate);
  if (left < 0n || affordable < 1) {
    return refuse("max_cost_too_low", "max_cost does not cover the prompt and one output token.", {
      param: "max_cost",
    });
  }
  if (maxCost >= estimate.ceiling) return estimate;
  return {
    ...estimate,
    outputTokensMax: Math.min(affordable, estimate.outputTokensMax),
    ceiling: least(estimate.ceiling, maxCost),
    boundByMaxCost: true,
  };
}
