import type { RuleName } from "./finding.ts";

/** A place where a rule does not hold, and why. One that excuses nothing is itself a finding. */
export interface Exception {
  readonly rule: RuleName;
  /** A file's path, or a folder's with a slash at its end. */
  readonly path: string;
  readonly reason: string;
}

/** The only exceptions of the house. */
export const exceptions: readonly Exception[] = [
  {
    rule: "unfinished",
    path: "scripts/tidy/check-words.ts",
    reason: "it names the words that it forbids",
  },
  {
    rule: "foreign-word",
    path: "scripts/tidy.test.ts",
    reason: "it breaks every rule in made-up files",
  },
  {
    rule: "type-silenced",
    path: "scripts/tidy.test.ts",
    reason: "it breaks every rule in made-up files",
  },
  {
    rule: "double-cast",
    path: "scripts/tidy/visit-syntax.ts",
    reason: "the parser's node is a union of a hundred interfaces, read here by field name",
  },
  {
    rule: "provider-name",
    path: "src/admin/load-vocabulary.ts",
    reason: "the package that brings the vocabulary files is called so",
  },
  {
    rule: "provider-name",
    path: "src/core/tokens/text-rules.ts",
    reason: "a rule for counting text is named for the provider whose tokenizer it approximates",
  },
  {
    rule: "provider-name",
    path: "src/http/schemas/",
    reason: "the examples of the reference name models that the catalogue ships",
  },
  {
    rule: "provider-name",
    path: "src/main/open-upstreams.ts",
    reason: "the sandbox is reached as the kind of provider whose wire it speaks",
  },
  {
    rule: "provider-name",
    path: "src/cli/estimate.ts",
    reason: "it takes the key from where the official packages do, and its help names models",
  },
  ...["extract.ts", "extract/find-gateway.ts"].map(
    (file): Exception => ({
      rule: "provider-name",
      path: `src/cli/${file}`,
      reason: "it takes address and key from where the official packages do",
    }),
  ),
  ...["demo.ts", "demo-call.ts"].map(
    (file): Exception => ({
      rule: "provider-name",
      path: `src/cli/${file}`,
      reason: "what a newcomer is shown calls one model of the catalogue by its name",
    }),
  ),
  {
    rule: "default-export",
    path: "console/vite.config.js",
    reason: "the builder takes its configuration from there",
  },
];
