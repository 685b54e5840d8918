import { parentPort } from "node:worker_threads";
import { loadVocabulary } from "../admin/load-vocabulary.ts";
import { assert } from "../core/assert.ts";
import { countTokens } from "../core/tokens/count-text.ts";
import type { SplitPattern } from "../core/tokens/split-text.ts";
import type { Vocabulary } from "../core/tokens/vocabulary.ts";
import type { CountQuestion } from "./counting-thread.ts";
import type { SentAnswer, SentQuestion } from "./waking-thread.ts";

// Counts long texts for as long as the thread lives, with vocabularies of its own.

const loaded = new Map<SplitPattern, Vocabulary>();
const port = parentPort;
assert(port !== null, "long texts are counted in a thread");
port.on("message", ({ id, question }: SentQuestion<CountQuestion>) => {
  const { orders, tokensMax } = question;
  const answer = orders.map(({ vocabulary, text }) =>
    countTokens(vocabularyOf(vocabulary), text, tokensMax),
  );
  port.postMessage({ id, answer } satisfies SentAnswer<readonly number[]>);
});

function vocabularyOf(name: SplitPattern): Vocabulary {
  const known = loaded.get(name) ?? loadVocabulary(name);
  loaded.set(name, known);
  return known;
}
