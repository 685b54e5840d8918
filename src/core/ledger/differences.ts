import { limits } from "../limits.ts";

/** Collects what does not agree, as short sentences, and counts on beyond the bound. */
export interface Differences {
  readonly add: (sentence: string) => void;
  readonly sentences: () => readonly string[];
}

export function collectDifferences(): Differences {
  const kept: string[] = [];
  let count = 0;
  return {
    add: (sentence) => {
      count += 1;
      if (kept.length < limits.auditDifferencesMax) kept.push(sentence);
    },
    sentences: () =>
      count === kept.length ? kept : [...kept, `… and ${count - kept.length} more differences`],
  };
}
