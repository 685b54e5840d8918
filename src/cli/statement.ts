import { type Command, InvalidArgumentError } from "commander";
import type { AdminReply, Environment } from "./admin-client.ts";
import { at, showValue } from "./at.ts";
import {
  clientOf,
  column,
  listCommand,
  type PageOptions,
  printJson,
  printList,
  terminalWidth,
} from "./operator-command.ts";
import { formatTable } from "./table.ts";

interface Options extends PageOptions {
  readonly csv?: boolean;
}

const examples = `
Examples:
  $ farebox statement acct_01m8…              all months
  $ farebox statement acct_01m8… 2026-11
  $ farebox statement acct_01m8… 2026-11 --csv > november.csv

A mill is $0.001. Whole mills of each line are settled; what is below one is
carried to the next month. A statement moves no money: each call was charged
exactly, when it ended.
`;

const cycleColumns = [
  column("CYCLE", "cycle"),
  column("STATUS", "status"),
  column("LINES", "lines", { right: true }),
  column("CARRIED IN", "carry_in", { right: true }),
  column("CHARGED", "charged", { right: true }),
  column("MILLS", "mills", { right: true }),
  column("CARRIED OUT", "carry_out", { right: true }),
];

const lineColumns = [
  column("SETTLED", "settled_at", { cell: (row) => shortInstant(at(row, "settled_at")) }),
  column("SESSION OR CALL", "session_id", {
    flexible: true,
    cell: (row) => at(row, "session_id") ?? at(row, "call_id"),
  }),
  column("CALLS", "calls", { right: true }),
  column("CHARGED", "charged", { right: true }),
  column("MILLS", "mills", { right: true }),
  column("CARRIED", "carried", { right: true }),
];

/** `farebox statement`: a month in mills, with the carry. */
export function statementCommand(environment: Environment): Command {
  return listCommand("statement")
    .summary("a month in mills, with the carry")
    .description("An account's statement: one month with its lines, or the list of all months.")
    .argument("<account>", "its id")
    .argument("[cycle]", "a month such as 2026-11", readCycle)
    .option("--csv", "print comma-separated values, all lines")
    .addHelpText("after", examples)
    .action(async (id: string, cycle: string | undefined, options: Options) => {
      const { csv, after, limit } = options;
      const format = csv === true ? "csv" : undefined;
      const query = { account_id: id, cycle, format, after, limit };
      const reply = await clientOf(options, environment).send({ path: "/statements", query });
      if (options.json === true || csv === true) return printJson(reply);
      if (cycle === undefined) return printList(reply, cycleColumns, options);
      printStatement(reply, options);
    });
}

function printStatement(reply: AdminReply, options: Options): void {
  const shown = (path: string): string => showValue(at(reply.json, path));
  const head = `Statement ${shown("cycle")} (${shown("status")}) of ${shown("account_id")}`;
  process.stdout.write(`${head}\n\n`);
  printList(reply, lineColumns, options);
  const sums = [
    ["carried in", shown("carry_in"), ""],
    ["charged", shown("charged"), ""],
    ["settled", shown("settled"), `${shown("mills")} mills`],
    ["carried out", shown("carry_out"), ""],
  ];
  const columns = [0, 1, 2].map((index) => ({
    title: "",
    right: index === 1,
    cell: (row: unknown) => (Array.isArray(row) ? row[index] : ""),
  }));
  process.stdout.write(formatTable(columns, sums, terminalWidth()));
}

/** A day and a time, UTC; the year stands above. */
function shortInstant(instant: unknown): string {
  return showValue(instant).slice(5, 16).replace("T", " ");
}

function readCycle(text: string): string {
  if (/^\d{4}-\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError("A month such as 2026-11 is allowed.");
}
