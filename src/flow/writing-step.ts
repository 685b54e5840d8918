import { assert } from "../core/assert.ts";
import { writingChat } from "../core/chat/step-chats.ts";
import { limits } from "../core/limits.ts";
import { noTokens } from "../core/tokens/count.ts";
import type { ModelTerms } from "./agree-terms.ts";
import { countPrompts } from "./count-prompts.ts";
import type { Gateway } from "./gateway.ts";
import type { Held } from "./hold.ts";
import { openMeter } from "./open-meter.ts";
import type { Step } from "./step.ts";

/** The second of two steps: the conversation with words in the pictures' place, counted anew. */
export async function openWritingStep(
  gateway: Gateway,
  held: Held,
  summary: string,
): Promise<Step> {
  const { admitted, estimate, hold, meters } = held;
  assert(estimate.steps !== null, "a second step was estimated with the first");
  const { writer } = estimate.steps;
  const terms = { ...admitted, routes: writer.routes, handedOn: noTokens };
  const tokensMax = admitted.handedOn.tokensMax;
  const words = await cutToFit(gateway, terms, { text: summary, tokensMax });
  const call = { ...admitted.call, chat: writingChat(admitted.call.chat, words) };
  const [prompt] = await countPrompts(gateway, { ...terms, call }, []);
  assert(prompt !== undefined, "a call has at least one route");
  const counted = { ...writer, prompt };
  const meter = openMeter(gateway, terms, counted);
  meters.push(meter);
  return { admitted: { ...terms, call }, estimate: counted, hold, meter };
}

interface Fitting {
  readonly text: string;
  readonly tokensMax: number;
}

/**
 * The longest beginning of a text that has no more tokens than are held for it. A model that keeps
 * to its limit is hardly ever cut: twice the limit is held.
 */
async function cutToFit(gateway: Gateway, terms: ModelTerms, fitting: Fitting): Promise<string> {
  const { text, tokensMax } = fitting;
  const frame = await tokensOf(gateway, terms, "");
  const fits = async (words: string): Promise<boolean> =>
    (await tokensOf(gateway, terms, words)) - frame <= tokensMax;
  if (await fits(text)) return text;
  let [fitted, tooLong] = [0, text.length];
  for (let cuts = 0; cuts < limits.summaryCutsMax && tooLong - fitted > 1; cuts += 1) {
    const middle = Math.floor((fitted + tooLong) / 2);
    if (await fits(text.slice(0, middle))) fitted = middle;
    else tooLong = middle;
  }
  // Half of a character that takes two units is none.
  return text.slice(0, fitted).replace(/[\ud800-\udbff]$/, "");
}

/** The most tokens that a text alone has, on any of the routes. */
async function tokensOf(gateway: Gateway, terms: ModelTerms, text: string): Promise<number> {
  const messages = [{ role: "user", content: text, passedOn: {} }];
  const chat = { ...terms.call.chat, messages, pictures: [], passedOn: {} };
  const counts = await countPrompts(gateway, { ...terms, call: { ...terms.call, chat } }, []);
  return Math.max(...counts.map((count) => count.tokensMax));
}
