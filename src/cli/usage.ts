import { type Command, Option } from "commander";
import type { Environment } from "./admin-client.ts";
import { at, listAt } from "./at.ts";
import {
  clientOf,
  column,
  type OperatorOptions,
  operatorCommand,
  printJson,
  terminalWidth,
} from "./operator-command.ts";
import { formatTable } from "./table.ts";

interface Options extends OperatorOptions {
  readonly account?: string;
  readonly project?: string;
  readonly key?: string;
  readonly model?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by: string;
  readonly csv?: boolean;
}

const groups = ["day", "model", "key", "project", "session", "account"];

const examples = `
Examples:
  $ farebox usage                                  this month, by model
  $ farebox usage --account acct_01m8… --by day
  $ farebox usage --from 2026-10-01 --to 2026-10-31 --by account --csv > oct.csv

COST is what was charged, PROVIDER what providers charge for it as far as their
prices are known, SHORTFALL what was due beyond what customers could be charged.
Days are whole, UTC.
`;

/** `farebox usage`: what calls used and cost. */
export function usageCommand(environment: Environment): Command {
  return operatorCommand("usage")
    .summary("what calls used, what was charged, and what it cost you")
    .description("What calls used, what was charged for them, and what providers charge.")
    .option("--account <id>", "only this account")
    .option("--project <id>", "only this project")
    .option("--key <id>", "only this key")
    .option("--model <id>", "only this model")
    .option("--from <day>", "the first day; else the month's first")
    .option("--to <day>", "the last day; else today")
    .addOption(new Option("--by <what>", "what a row is").choices(groups).default("model"))
    .option("--csv", "print comma-separated values")
    .addHelpText("after", examples)
    .action(async (options: Options) => {
      const { account, project, key, model, from, to, by, csv } = options;
      const filters = { account_id: account, project_id: project, key_id: key, model, from, to };
      const format = csv === true ? "csv" : undefined;
      const query = { ...filters, group_by: by, format };
      const reply = await clientOf(options, environment).send({ path: "/usage", query });
      if (options.json === true || csv === true) return printJson(reply);
      process.stdout.write(formatReport(reply.json, by));
    });
}

function formatReport(json: unknown, by: string): string {
  const total = { ...Object(at(json, "total")), group: "all" };
  const columns = [
    column(by.toUpperCase(), "group", { flexible: by === "model" || by === "session" }),
    column("CALLS", "calls", { right: true }),
    column("PROMPT", "usage.prompt_tokens", { right: true }),
    column("OUTPUT", "usage.completion_tokens", { right: true }),
    column("COST", "cost", { right: true }),
    column("PROVIDER", "provider_cost", { right: true }),
    column("SHORTFALL", "shortfall", { right: true }),
  ];
  const days = `${String(at(json, "from"))} to ${String(at(json, "to"))}, UTC\n\n`;
  const rows = [...listAt(json, "data"), total];
  const more = at(json, "truncated") === true ? "\nThere are more groups than shown.\n" : "";
  return days + formatTable(columns, rows, terminalWidth()) + more;
}
