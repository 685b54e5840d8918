import { writingChat } from "../core/chat/step-chats.ts";
import { minus, plus } from "../core/money/picodollars.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { sumCounts } from "../core/tokens/count.ts";
import type { PromptCount } from "../core/tokens/count-prompt.ts";
import type { ModelTerms, Terms } from "./agree-terms.ts";
import { type Estimate, estimateChat } from "./estimate.ts";
import type { Gateway } from "./gateway.ts";

/** What a call will cost, whatever steps it takes. */
export interface CallEstimate extends Estimate {
  /** Each step's own, where there are two; what stands above is then the whole call's. */
  readonly steps: StepEstimates | null;
}

export interface StepEstimates {
  readonly vision: Estimate;
  readonly writer: Estimate;
}

/**
 * Estimates a call of one step or of two. Of two, all that the first may cost counts to what comes
 * before the answer, as a prompt does: it is held whole, and slices are the answer's alone.
 */
export async function estimateCall(
  gateway: Gateway,
  terms: Terms,
): Promise<CallEstimate | Refusal> {
  const seeing = terms.vision;
  if (seeing === null) {
    const estimate = await estimateChat(gateway, terms);
    return isRefusal(estimate) ? estimate : { ...estimate, steps: null };
  }

  const vision = await estimateChat(gateway, seeing);
  if (isRefusal(vision)) return vision;
  const writing = leaveRoom(terms, vision);
  if (isRefusal(writing)) return writing;
  const writer = await estimateChat(gateway, writing);
  return isRefusal(writer) ? writer : joinSteps({ vision, writer });
}

/** The second step with words in the pictures' place, and with what `max_cost` leaves to it. */
function leaveRoom(terms: Terms, vision: Estimate): ModelTerms | Refusal {
  const chat = writingChat(terms.call.chat, "");
  if (chat.maxCost === null) return { ...terms, call: { ...terms.call, chat } };
  const maxCost = minus(chat.maxCost, vision.ceiling);
  if (maxCost > 0n) return { ...terms, call: { ...terms.call, chat: { ...chat, maxCost } } };
  return refuse("max_cost_too_low", "max_cost does not cover the description of the pictures.", {
    param: "max_cost",
  });
}

function joinSteps(steps: StepEstimates): CallEstimate {
  const { vision, writer } = steps;
  return {
    ...writer,
    pictures: vision.pictures,
    prompt: joinPrompts(vision.prompt, writer.prompt),
    promptTokensMax: vision.promptTokensMax + writer.promptTokensMax,
    promptBound: plus(vision.ceiling, writer.promptBound),
    ceiling: plus(vision.ceiling, writer.ceiling),
    steps,
  };
}

function joinPrompts(first: PromptCount, second: PromptCount): PromptCount {
  return {
    ...sumCounts([first, second]),
    text: sumCounts([first.text, second.text]),
    image: sumCounts([first.image, second.image]),
    pictures: first.pictures,
  };
}
