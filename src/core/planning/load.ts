import type { Price } from "../pricing/price.ts";
import { textAccounts } from "../tokens/text-rules.ts";
import { countPicture } from "../tokens/vision/rule.ts";
import type { Offer } from "./offer.ts";
import type { PicturesSent, Workload } from "./workload.ts";

/** What one model makes of a workload's calls, beside their text. */
export interface Load {
  /** Tokens of this model for a hundred of the workload's. */
  readonly hundredths: number;
  /** Text that is added to every call: what a provider puts in front of tools. */
  readonly addedTokens: number;
  /** Of the pictures that one turn brings along; 0 where descriptions stand in their place. */
  readonly pictureTokens: number;
  /** Of the descriptions that stand in the place of one turn's pictures; 0 where none do. */
  readonly descriptionTokens: number;
  readonly sent: PicturesSent;
  readonly cacheableShare: number;
}

/** Null where the workload's pictures would have to be sent to a model that takes none. */
export function loadOf(workload: Workload, offer: Offer): Load | null {
  const sent = workload.picturesSent;
  const pictureTokens = sent === "described" ? 0 : pictureTokensOf(workload, offer);
  if (pictureTokens === null) return null;
  const hundredths = textHundredths(workload, offer);
  const described = sent === "described" ? picturesOf(workload) * workload.descriptionTokens : 0;
  return {
    hundredths,
    addedTokens: workload.needs.includes("tools") ? toolTokens(offer) : 0,
    pictureTokens,
    descriptionTokens: scaleTokens(described, hundredths),
    sent,
    cacheableShare: changesByCache(offer.price.price) ? workload.cacheableShare : 0,
  };
}

/** Whether what a cache serves or takes has a price of its own, at any length of a prompt. */
function changesByCache(price: Price): boolean {
  return [price, ...(price.tiers ?? [])].some(({ input }) => {
    const { text, image, cached, cacheWrite = text } = input;
    return [image, cached, cacheWrite].some((rate) => rate !== text);
  });
}

/** How many pictures one turn brings along. */
export function picturesOf(workload: Workload): number {
  return workload.pictures.reduce((sum, { count }) => sum + count, 0);
}

/** Tokens of one turn's pictures by the model's rule; null where it takes no pictures. */
export function pictureTokensOf(workload: Workload, offer: Offer): number | null {
  const { vision } = offer;
  let tokens = 0;
  for (const picture of workload.pictures) {
    if (vision === null) return null;
    const one = "tokens" in picture ? picture.tokens : countPicture(vision, picture).tokens;
    tokens += one * picture.count;
  }
  return tokens;
}

/** A model's own tokens for a hundred of those that the workload counts in. */
export function textHundredths(workload: Workload, offer: Offer): number {
  if (workload.countedIn === "model") return 100;
  return textAccounts[offer.text].ratios?.latin.hundredths ?? 100;
}

/** Never fewer tokens than the ratio says. */
export function scaleTokens(tokens: number, hundredths: number): number {
  return hundredths === 100 ? tokens : Math.ceil((tokens * hundredths) / 100);
}

function toolTokens(offer: Offer): number {
  return offer.toolPromptTokens ?? textAccounts[offer.text].toolPrompt.tokens;
}
