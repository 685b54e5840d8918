import { checkDecisions } from "./tidy/check-decisions.ts";
import { checkImports } from "./tidy/check-imports.ts";
import { checkLockFile } from "./tidy/check-lock.ts";
import { checkPathNames, checkProviderNames } from "./tidy/check-names.ts";
import { checkPurity } from "./tidy/check-purity.ts";
import { checkSizes } from "./tidy/check-sizes.ts";
import { checkSyntax } from "./tidy/check-syntax.ts";
import { checkLinks, checkWords } from "./tidy/check-words.ts";
import { type Exception, exceptions } from "./tidy/exceptions.ts";
import { type Finding, formatFinding } from "./tidy/finding.ts";
import { readTree, type TextFile } from "./tidy/read-tree.ts";

/**
 * Holds a tree against the law of STYLE.md and answers every breach, by path and line. The
 * exceptions given are taken out, and one that excuses nothing is itself a breach.
 */
export function tidy(root: string, excused: readonly Exception[]): readonly Finding[] {
  const files = readTree(root);
  const found = [...files.flatMap((file) => checkFile(file, root)), ...checkDecisions(files)];
  const stale = excused.filter((one) => !found.some((finding) => excuses(one, finding)));
  return [
    ...found.filter((finding) => !excused.some((one) => excuses(one, finding))),
    ...stale.map(reportStale),
  ].sort((left, right) => left.path.localeCompare(right.path) || left.line - right.line);
}

function checkFile(file: TextFile, root: string): readonly Finding[] {
  return [
    ...checkSyntax(file),
    ...checkImports(file),
    ...checkPurity(file),
    ...checkSizes(file),
    ...checkPathNames(file),
    ...checkProviderNames(file),
    ...checkWords(file),
    ...checkLockFile(file),
    ...checkLinks(file, root),
  ];
}

function excuses(exception: Exception, finding: Finding): boolean {
  if (exception.rule !== finding.rule) return false;
  if (exception.path.endsWith("/")) return finding.path.startsWith(exception.path);
  return exception.path === finding.path;
}

function reportStale(exception: Exception): Finding {
  const sentence = `the exception for ${exception.rule} in ${exception.path} excuses nothing`;
  return { path: "scripts/tidy/exceptions.ts", line: 1, rule: "stale-exception", sentence };
}

if (import.meta.main) {
  const root = process.argv[2] ?? `${import.meta.dirname}/..`;
  const findings = tidy(root, exceptions);
  for (const finding of findings) console.log(formatFinding(finding));
  console.log(findings.length === 0 ? "tidy" : `${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
