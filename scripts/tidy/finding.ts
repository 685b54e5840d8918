/** One breach of the house's law. */
export interface Finding {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly rule: RuleName;
  readonly sentence: string;
}

export const ruleNames = [
  "unreadable",
  "import-direction",
  "import-sibling",
  "import-package",
  "file-size",
  "function-size",
  "line-width",
  "nesting",
  "parameters",
  "default-export",
  "barrel",
  "vague-name",
  "any",
  "non-null",
  "enum",
  "double-cast",
  "type-silenced",
  "impure",
  "provider-name",
  "unfinished",
  "foreign-word",
  "registry-address",
  "incomplete-lock",
  "dead-link",
  "undecided-dependency",
  "stale-exception",
] as const;

export type RuleName = (typeof ruleNames)[number];

/** One line of output, as editors and terminals link it. */
export function formatFinding(finding: Finding): string {
  return `${finding.path}:${finding.line}  ${finding.rule}  ${finding.sentence}`;
}
