import type { Command } from "commander";
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
  readonly model?: string;
  readonly from?: string;
  readonly to?: string;
}

const examples = `
Examples:
  $ farebox drift
  $ farebox drift --from 2026-11-01 --model my-model

Prompt tokens as providers billed them, against what was expected before: above
0 more was billed. BROKEN counts calls billed beyond their hold's bound.
`;

const columns = [
  column("MODEL", "model", { flexible: true }),
  column("CALLS", "calls", { right: true }),
  percentColumn("MEDIAN", "median_permille"),
  percentColumn("P95", "p95_permille"),
  percentColumn("WORST", "worst_permille"),
  column("BROKEN", "bound_broken", { right: true }),
  column("WORST CALL", "worst_call"),
];

/** `farebox drift`: how far providers' bills lie from what was expected. */
export function driftCommand(environment: Environment): Command {
  return operatorCommand("drift")
    .summary("how far providers' bills lie from what was expected")
    .description("Expected against billed prompt tokens, from the gateway's own records.")
    .option("--model <id>", "only this model")
    .option("--from <when>", "a day or an instant, UTC")
    .option("--to <when>", "the last day, or an instant before which it ends")
    .addHelpText("after", examples)
    .action(async (options: Options) => {
      const { model, from, to } = options;
      const call = { path: "/drift", query: { model, from, to } };
      const reply = await clientOf(options, environment).send(call);
      if (options.json === true) return printJson(reply);
      process.stdout.write(formatDrift(reply.json));
    });
}

function formatDrift(json: unknown): string {
  const read = String(at(json, "calls_read"));
  const more =
    at(json, "truncated") === true
      ? `\nOnly the newest ${read} calls were read: narrow it down with --from and --to.\n`
      : "";
  return formatTable(columns, listAt(json, "data"), terminalWidth()) + more;
}

function percentColumn(title: string, path: string) {
  return column(title, path, { right: true, cell: (row) => formatPercent(at(row, path)) });
}

/** Thousandths as a percentage with its sign and one decimal. */
function formatPercent(given: unknown): string {
  // The client leaves numbers as the digits that came.
  const permille = Number(given);
  const size = Math.abs(permille);
  const sign = permille === 0 ? "" : permille > 0 ? "+" : "-";
  return `${sign}${Math.floor(size / 10)}.${size % 10}%`;
}
