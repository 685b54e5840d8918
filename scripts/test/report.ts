import type { FileReport, Verdict } from "./run-file.ts";

const dotsPerLine = 80;
const dots: Readonly<Record<Verdict["kind"], string>> = {
  passed: ".",
  failed: "x",
  "left out": "-",
};

/** Writes one dot a verdict, in lines of eighty. */
export function dotWriter(write: (text: string) => void): (verdict: Verdict) => void {
  let count = 0;
  return (verdict) => {
    count += 1;
    write(dots[verdict.kind] + (count % dotsPerLine === 0 ? "\n" : ""));
  };
}

/** The failures of a file with what it wrote, as lines; none where it has none. */
export function describeFailures(report: FileReport): readonly string[] {
  const failures = report.verdicts.flatMap((verdict) =>
    verdict.kind === "failed"
      ? ["", `failed: ${verdict.name}`, `    at ${verdict.place}`, indent(verdict.reason)]
      : [],
  );
  if (failures.length === 0 || report.output === "") return failures;
  return [...failures, "", `what ${report.path} wrote:`, indent(report.output.trimEnd())];
}

/** What was left out, one line each, with its reason. */
export function describeLeftOut(report: FileReport): readonly string[] {
  return report.verdicts.flatMap((verdict) =>
    verdict.kind === "left out"
      ? [`left out: ${report.path} (${verdict.name}): ${verdict.reason}`]
      : [],
  );
}

export function countOf(reports: readonly FileReport[], kind: Verdict["kind"]): number {
  return reports.flatMap((report) => report.verdicts).filter((one) => one.kind === kind).length;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}
