import type { ChatRequest, Picture } from "../core/chat/request.ts";
import { limits } from "../core/limits.ts";
import { type Count, sumCounts } from "../core/tokens/count.ts";
import { countPrompt, type PromptCount, type PromptOrder } from "../core/tokens/count-prompt.ts";
import { visionRuleAt } from "../core/tokens/vision/rule-at.ts";
import type { ModelTerms } from "./agree-terms.ts";
import type { Gateway, OpenRoute, TextOrder, Vocabulary } from "./gateway.ts";

/**
 * Counts the prompt as each of the call's routes does, in their order. Long texts are counted off
 * the event loop, so that no other call waits for them.
 */
export async function countPrompts(
  gateway: Gateway,
  terms: ModelTerms,
  pictures: readonly Picture[],
): Promise<readonly PromptCount[]> {
  const isLong = isLongText(terms.call.chat);
  const counts: PromptCount[] = [];
  for (const open of terms.routes) {
    const order = orderFor(gateway, terms, { open, pictures });
    const window = open.route.contextWindow ?? terms.model.contextWindow;
    // Beyond the window the exact number helps nobody, and long texts take long to count. Twice
    // the window, because a ratio may make a token less than one.
    const tokensMax = 2 * window + 1;
    const count = isLong
      ? await countElsewhere(gateway, order, tokensMax)
      : (vocabulary: Vocabulary, text: string) => gateway.text.count(vocabulary, text, tokensMax);
    counts.push(withHandedOn(countPrompt({ ...order, count }), terms.handedOn));
  }
  return counts;
}

/** Counts in what is not written yet: nobody knows its length before the step is done. */
function withHandedOn(count: PromptCount, handedOn: Count): PromptCount {
  if (handedOn.tokensMax === 0) return count;
  const text = sumCounts([count.text, handedOn]);
  return { ...count, ...sumCounts([count, handedOn]), text };
}

function orderFor(
  gateway: Gateway,
  { model, call }: ModelTerms,
  at: { readonly open: OpenRoute; readonly pictures: readonly Picture[] },
): Omit<PromptOrder, "count"> {
  const { route } = at.open;
  return {
    chat: call.chat,
    pictures: at.pictures,
    textRule: route.text ?? model.text,
    visionRule: visionRuleAt(route.vision ?? model.vision, gateway.clock.now()),
    toolPrompt: model.toolPrompt,
  };
}

/**
 * Asks for every text that the order will count, and answers a count that knows them all: which
 * texts an order counts doesn't depend on what they count.
 */
async function countElsewhere(
  gateway: Gateway,
  order: Omit<PromptOrder, "count">,
  tokensMax: number,
): Promise<PromptOrder["count"]> {
  const asked = new Map<string, TextOrder>();
  countPrompt({
    ...order,
    count: (vocabulary, text) => {
      asked.set(keyOf(vocabulary, text), { vocabulary, text });
      return 0;
    },
  });
  const tokens = await gateway.text.countMany([...asked.values()], tokensMax);
  const known = new Map([...asked.keys()].map((key, index) => [key, tokens[index]]));
  return (vocabulary, text) =>
    known.get(keyOf(vocabulary, text)) ?? gateway.text.count(vocabulary, text, tokensMax);
}

function keyOf(vocabulary: Vocabulary, text: string): string {
  return `${vocabulary}\n${text}`;
}

/** Whether the strings of a request are more together than is counted at once. */
function isLongText({ messages, passedOn }: ChatRequest): boolean {
  return charactersLeft([messages, passedOn], limits.textAtOnceCharactersMax) < 0;
}

/** What is left of a number of characters after the strings of a value; below 0, not exact. */
function charactersLeft(value: unknown, left: number): number {
  if (typeof value === "string") return left - value.length;
  if (typeof value !== "object" || value === null) return left;
  let rest = left;
  for (const [name, inner] of Object.entries(value)) {
    rest = charactersLeft(inner, rest - name.length);
    if (rest < 0) break;
  }
  return rest;
}
