import { offerHold } from "../core/ledger/offer-hold.ts";
import { minus, type Picodollars, plus, zero } from "../core/money/picodollars.ts";
import { rateUsage } from "../core/pricing/rate-usage.ts";
import { isRefusal, type Refusal, type RefusalCode } from "../core/refusal.ts";
import { noUsage } from "../core/tokens/usage.ts";
import { type Asked, agreeTerms, type ModelTerms, type Terms } from "./agree-terms.ts";
import type { Estimate } from "./estimate.ts";
import { type CallEstimate, estimateCall } from "./estimate-steps.ts";
import type { Gateway } from "./gateway.ts";
import { sizeHold } from "./size-hold.ts";

/** What one model's part would cost. */
export interface StepPreview {
  readonly terms: ModelTerms;
  readonly estimate: Estimate;
  /** What the prompt costs as expected. */
  readonly promptCost: Picodollars;
  /** The most that the output can cost. */
  readonly completionMax: Picodollars;
}

/** What a call would cost, and whether it would be let in now. */
export interface Preview extends StepPreview {
  readonly terms: Terms;
  readonly estimate: CallEstimate;
  /** At least one, in their order; what stands beside them are their sums. */
  readonly steps: readonly StepPreview[];
  /** What would be held now; where nothing would, the least that it takes. */
  readonly hold: Picodollars;
  /** Null where the balance and the key's spend limit cover the hold. */
  readonly refused: Extract<RefusalCode, "insufficient_balance" | "spend_limit_reached"> | null;
}

/**
 * Says what a call would cost before it is made, by the same steps as the call itself. Pictures at
 * addresses are fetched; nothing is sent to a provider, nothing is held, and no rate limit is used
 * up. Refuses what the call would be refused for, but for the money: that is an answer here.
 */
export async function previewChat(gateway: Gateway, asked: Asked): Promise<Preview | Refusal> {
  const terms = agreeTerms(gateway, asked);
  if (isRefusal(terms)) return terms;
  const estimate = await estimateCall(gateway, terms);
  if (isRefusal(estimate)) return estimate;

  const steps = previewSteps(terms, estimate);
  return {
    terms,
    estimate,
    steps,
    promptCost: plus(zero, ...steps.map(({ promptCost }) => promptCost)),
    completionMax: plus(zero, ...steps.map(({ completionMax }) => completionMax)),
    ...(await askBooks(gateway, terms, estimate)),
  };
}

/** Each step by its own model's price; a call to one model is one. */
function previewSteps(terms: Terms, estimate: CallEstimate): readonly StepPreview[] {
  const { vision } = terms;
  if (vision === null || estimate.steps === null) return [previewStep(terms, estimate)];
  return [previewStep(vision, estimate.steps.vision), previewStep(terms, estimate.steps.writer)];
}

function previewStep(terms: ModelTerms, estimate: Estimate): StepPreview {
  const { text, image } = estimate.prompt;
  const prompt = { ...noUsage.prompt, text: text.tokens, image: image.tokens };
  return {
    terms,
    estimate,
    promptCost: rateUsage(terms.price.price, { ...noUsage, prompt }).prompt,
    completionMax: minus(estimate.ceiling, estimate.promptBound),
  };
}

/** Asks the books what a hold would get; they stay as they are. */
async function askBooks(
  gateway: Gateway,
  terms: Terms,
  estimate: CallEstimate,
): Promise<Pick<Preview, "hold" | "refused">> {
  const { store } = gateway;
  const size = sizeHold(gateway, terms, estimate);
  const { spendLimit = null } = size;
  const balance = await store.ledger.balance(terms.call.caller.account.id);
  const spend = spendLimit === null ? null : await store.reports.spent(spendLimit.scope);
  const offer = offerHold({ balance, spend }, size);
  if (!("refused" in offer)) return { hold: offer.amount, refused: null };
  // The call is told the same: whatever is not the key's limit is the balance.
  const byLimit = offer.refused === "spend_limit_reached";
  return { hold: size.least, refused: byLimit ? offer.refused : "insufficient_balance" };
}
