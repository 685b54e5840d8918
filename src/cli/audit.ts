import { Command } from "commander";
import { type AuditReport, auditBooks } from "../admin/audit.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { Books } from "../ports/store.ts";

export interface AuditParts {
  readonly loadSettings: () => Settings;
  readonly openBooks: (dataFolder: string) => Promise<Books>;
}

interface Options {
  readonly since?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ farebox audit
  $ farebox audit --since 5f0c…    nothing before that head was rewritten or cut
  $ farebox audit --json | jq .head

Keep the head that it prints somewhere else: it is the proof for the next audit.
Runs beside a running gateway. Exit code 0 when all books agree, 1 on any
difference.
`;

/** `farebox audit`: derives every balance and hold from the journal alone and compares. */
export function auditCommand(parts: AuditParts): Command {
  return new Command("audit")
    .summary("check the books against the journal")
    .description(
      "Derives every balance and hold from the journal alone, verifies its hash chain, and " +
        "compares with what the database says.",
    )
    .option("--since <head>", "the head of an earlier audit that must still be part of the books")
    .option("--json", "print the report as JSON")
    .addHelpText("after", examples)
    .action(async (options: Options) => {
      const books = await parts.openBooks(parts.loadSettings().dataFolder);
      try {
        const report = await auditBooks(books, options.since);
        process.stdout.write(options.json === true ? asJson(report) : asText(report));
        if (!report.ok) process.exitCode = 1;
      } finally {
        await books.close();
      }
    });
}

function asJson(report: AuditReport): string {
  return `${JSON.stringify(report)}\n`;
}

function asText(report: AuditReport): string {
  const verdict = report.ok ? "The books agree." : "The books DIFFER:";
  return [
    verdict,
    ...report.differences.map((difference) => `  ${difference}`),
    `entries   ${report.entries}`,
    `accounts  ${report.accounts}`,
    `head      ${report.head}`,
    "",
  ].join("\n");
}
