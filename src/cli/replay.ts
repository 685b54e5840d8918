import type { Command } from "commander";
import type { AdminClient, Environment } from "./admin-client.ts";
import { at, listAt } from "./at.ts";
import { gatherReplay } from "./gather-replay.ts";
import {
  clientOf,
  column,
  type OperatorOptions,
  operatorCommand,
  terminalWidth,
} from "./operator-command.ts";
import { formatTable } from "./table.ts";

interface Options extends OperatorOptions {
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly model?: readonly string[];
  readonly list?: readonly string[];
  readonly priceVersion?: readonly string[];
}

const examples = `
Examples:
  $ farebox replay --from 2026-11-01 --to 2026-11-30
  $ farebox replay --from 2026-11-01 --model my-model --model my-other-model
  $ farebox replay --from 2026-11-01 --list flat --list provider

What recorded calls would have cost elsewhere, by the tokens in their records;
nothing is sent. "same" is each call on its own model at today's price. CALLS
were compared, and RECORDED is what those were charged.
`;

const columns = [
  column("ON", "target", { flexible: true }),
  column("CALLS", "calls", { right: true }),
  column("RECORDED", "recorded", { right: true }),
  column("COST", "cost", { right: true }),
  column("SAVING", "saving", { right: true }),
  column("%", "saving", { right: true, cell: savedPercent }),
  column("RANGE", "cost_min", { right: true, cell: formatRange }),
];

/** `farebox replay`: recorded traffic on other models or at other prices. */
export function replayCommand(environment: Environment): Command {
  return operatorCommand("replay")
    .summary("recorded traffic, re-priced on other models or at other prices")
    .description("What recorded calls would have cost on other models or at other prices.")
    .option("--from <when>", "a day or an instant, UTC")
    .option("--to <when>", "the last day, or an instant before which it ends")
    .option("--account <id>", "only this account")
    .option("--model <id>", "compare with this model; again for more (default: all)", collect)
    .option("--list <name>", "by this list's prices; again for more", collect)
    .option("--price-version <id>", "compare with this price version; again for more", collect)
    .addHelpText("after", examples)
    .action(async (options: Options) => await replay(clientOf(options, environment), options));
}

async function replay(client: AdminClient, options: Options): Promise<void> {
  const { from, to, account, model, list, priceVersion } = options;
  const query = {
    from,
    to,
    account_id: account,
    model: model?.join(","),
    version: priceVersion?.join(","),
  };
  const lists = list ?? [undefined];
  const reports: Record<string, unknown>[] = [];
  for (const one of lists) {
    reports.push(await gatherReplay(client, { ...query, list: one }, tellProgress));
  }
  clearProgress();
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports)}\n`);
    return;
  }
  process.stdout.write(reports.map(formatReplay).join("\n"));
}

function collect(one: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), one];
}

/** On a terminal alone, and gone before the table comes. */
function tellProgress(callsRead: unknown): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${String(callsRead)} records read …`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}

function formatReplay(report: unknown): string {
  const list = at(report, "list");
  const prices = list === null ? "what each account pays today" : `the list ${String(list)}`;
  const head =
    `${String(at(report, "calls"))} calls of ${String(at(report, "calls_read"))} records, ` +
    `charged $${String(at(report, "recorded"))}; by ${prices}\n\n`;
  const rows = listAt(report, "data");
  const compared = rows.filter((row) => at(row, "calls") !== 0);
  const [same, ...others] = compared;
  const sorted = same === undefined ? [] : [same, ...others.toSorted(bySaving)];
  return head + formatTable(columns, sorted, terminalWidth()) + formatNotes(rows);
}

/** What saves most of what it was compared with comes first. */
function bySaving(first: unknown, second: unknown): number {
  return savedShare(second) - savedShare(first);
}

function savedShare(row: unknown): number {
  const recorded = Number(at(row, "recorded"));
  return recorded === 0 ? 0 : Number(at(row, "saving")) / recorded;
}

/** What could not be compared, model by model, and what the figures don't have in them. */
function formatNotes(rows: readonly unknown[]): string {
  const lines = formatReasons(rows);
  const thinking = rows.filter((row) => at(row, "may_think") === true && at(row, "calls") !== 0);
  const notes = [
    ...(lines.length === 0 ? [] : ["\nNot compared:", ...lines]),
    ...(thinking.length === 0
      ? []
      : [`\nTheir own hidden reasoning would come on top: ${shorten(thinking.map(target))}`]),
    ...(rows.some((row) => at(row, "cost_min") !== at(row, "cost_max"))
      ? ["\nTexts are not kept: their tokens are carried over by a ratio, and RANGE spans scripts."]
      : []),
  ];
  return notes.map((note) => `${note}\n`).join("");
}

/** One line for each reason and number of calls, whoever it is true of. */
function formatReasons(rows: readonly unknown[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const row of rows) {
    for (const one of listAt(row, "not_compared")) {
      const calls = Number(at(one, "calls"));
      const what = `${calls} ${calls === 1 ? "call" : "calls"}: ${String(at(one, "meaning"))}`;
      targets.set(what, [...(targets.get(what) ?? []), target(row)]);
    }
  }
  return [...targets].map(([what, names]) => `  ${what} (${shorten(names)})`);
}

/** So many names are told; of more, how many there are. */
const namesShown = 4;

function shorten(names: readonly string[]): string {
  if (names.length <= namesShown) return names.join(", ");
  return `${names.slice(0, namesShown - 1).join(", ")} and ${names.length - namesShown + 1} more`;
}

function target(row: unknown): string {
  return String(at(row, "target"));
}

function savedPercent(row: unknown): string {
  if (Number(at(row, "recorded")) === 0) return "-";
  return `${(savedShare(row) * 100).toFixed(1)}%`;
}

/** One figure where there is no range. */
function formatRange(row: unknown): string {
  const [least, most] = [String(at(row, "cost_min")), String(at(row, "cost_max"))];
  return least === most ? "exact" : `${least}–${most}`;
}
