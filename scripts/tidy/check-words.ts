import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding, RuleName } from "./finding.ts";
import type { TextFile } from "./read-tree.ts";

interface WordRule {
  readonly rule: RuleName;
  readonly pattern: RegExp;
  readonly sentence: string;
}

const wordRules: readonly WordRule[] = [
  {
    rule: "unfinished",
    pattern: /\b(?:TODO|FIXME|XXX)\b/,
    sentence: "finish it, or open an issue and say nothing here",
  },
  {
    rule: "foreign-word",
    pattern: /\b(?:helper|coding|sub-?) ?agents?\b|\bclaude code\b|\bco-authored-by\b/i,
    sentence: "the text speaks of the project, not of what it was written with",
  },
  {
    rule: "foreign-word",
    pattern: /(?<![\w.~])\/(?:work|home|Users|root)\/[\w.]/,
    sentence: "a path of one machine means nothing on another",
  },
];

/** Words that belong in no file of the project. */
export function checkWords(file: TextFile): readonly Finding[] {
  return file.lines.flatMap((text, index) =>
    wordRules.flatMap(({ rule, pattern, sentence }): Finding[] => {
      const found = pattern.exec(text);
      if (found === null) return [];
      return [{ path: file.path, line: index + 1, rule, sentence: `"${found[0]}": ${sentence}` }];
    }),
  );
}

/** Links between the project's own documents lead somewhere. */
export function checkLinks(file: TextFile, root: string): readonly Finding[] {
  if (!file.path.endsWith(".md")) return [];
  return file.lines.flatMap((text, index) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match): Finding[] => {
      const target = (match[1] ?? "").replace(/#.*$/, "");
      if (target === "" || /^[a-z]+:/i.test(target)) return [];
      if (existsSync(join(root, dirname(file.path), target))) return [];
      const sentence = `the link to ${target} leads nowhere`;
      return [{ path: file.path, line: index + 1, rule: "dead-link", sentence }];
    }),
  );
}
