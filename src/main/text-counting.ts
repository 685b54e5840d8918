import { loadVocabulary } from "../admin/load-vocabulary.ts";
import { countTokens } from "../core/tokens/count-text.ts";
import type { SplitPattern } from "../core/tokens/split-text.ts";
import { openTextCounter } from "../core/tokens/text-counter.ts";
import type { Vocabulary } from "../core/tokens/vocabulary.ts";
import type { TextCounting } from "../flow/gateway.ts";
import { openCountingThread } from "./counting-thread.ts";

/**
 * Counts text in the vocabularies; the common one is loaded at once, others at their first use, and
 * the thread for long texts is started when the first one comes.
 */
export function openTextCounting(): TextCounting {
  const loaded = new Map<SplitPattern, Vocabulary>();
  const vocabulary = (name: SplitPattern): Vocabulary => {
    const known = loaded.get(name) ?? loadVocabulary(name);
    loaded.set(name, known);
    return known;
  };
  vocabulary("o200k_base");
  const thread = openCountingThread();
  return {
    count: (name, text, tokensMax) => countTokens(vocabulary(name), text, tokensMax),
    counter: (name) => openTextCounter(vocabulary(name)),
    countMany: async (orders, tokensMax) => {
      const counted = await thread.count(orders, tokensMax);
      // Without the thread the caller waits, and so do others, but the number is the same.
      return (
        counted ??
        orders.map(({ vocabulary: name, text }) => countTokens(vocabulary(name), text, tokensMax))
      );
    },
  };
}
