import { Command, InvalidArgumentError, Option } from "commander";
import { parseDollars } from "../core/money/picodollars.ts";
import {
  type AdminCall,
  type AdminClient,
  type AdminReply,
  type Environment,
  openAdminClient,
} from "./admin-client.ts";
import { at, listAt, showValue } from "./at.ts";
import { formatFields } from "./fields.ts";
import { type Column, formatTable } from "./table.ts";

/** Options that every operator's command has. */
export interface OperatorOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

export interface PageOptions extends OperatorOptions {
  readonly after?: string;
  readonly limit?: number;
}

/** A command that speaks to a running gateway. */
export function operatorCommand(name: string): Command {
  return new Command(name)
    .hook("preAction", leaveWithReader)
    .option("--json", "print what the API answers, as it is")
    .addOption(gatewayOption("--url <address>", "where it is; else FAREBOX_URL"))
    .addOption(gatewayOption("--token-file <path>", "holds the token; else FAREBOX_ADMIN_TOKEN"));
}

function gatewayOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup("The gateway:");
}

/** The same for lists. */
export function listCommand(name: string): Command {
  return operatorCommand(name)
    .option("--limit <number>", "rows, at most 1000", wholeNumber(1, 1000))
    .option("--after <place>", "go on after the page that ended there");
}

/** What `show` shows: things of one kind, each by its id. */
export interface Shown {
  /** Where they are, below `/admin/v1`. */
  readonly path: string;
  /** What the id is called in the help, such as `<account>`. */
  readonly argument: string;
  /** Said of the argument, where it is more than the id of such a thing. */
  readonly given?: string;
  readonly summary: string;
}

/** `show`: one thing by its id. */
export function showCommand(environment: Environment, shown: Shown): Command {
  const { path, argument, given = "its id", summary } = shown;
  return operatorCommand("show")
    .summary(summary)
    .argument(argument, given)
    .action(async (id: string, options: OperatorOptions) => {
      await printAnswer({ path: `${path}/${step(id)}` }, options, environment);
    });
}

/** A command that only holds others, with examples that each of them shows too. */
export function groupCommand(
  name: string,
  commands: readonly Command[],
  examples: string,
): Command {
  const group = new Command(name).addHelpText("after", examples);
  for (const command of commands) group.addCommand(command.addHelpText("after", examples));
  return group;
}

export function clientOf(options: OperatorOptions, environment: Environment): AdminClient {
  return openAdminClient(options, environment);
}

/** Sends a call and prints what it answers: as it came with `--json`, else as names and values. */
export async function printAnswer(
  call: AdminCall,
  options: OperatorOptions,
  environment: Environment,
): Promise<void> {
  const reply = await clientOf(options, environment).send(call);
  if (options.json === true) printJson(reply);
  else process.stdout.write(formatFields(reply.json));
}

/** A list, as a command asks for it and shows it. */
export interface Listed {
  /** Where it is, below `/admin/v1`. */
  readonly path: string;
  /** Which of its rows; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly columns: readonly Column[];
}

/** Asks for a page of a list and prints it. */
export async function printPage(
  { path, query, columns }: Listed,
  options: PageOptions,
  environment: Environment,
): Promise<void> {
  const { after, limit } = options;
  const call = { path, query: { ...query, after, limit } };
  printList(await clientOf(options, environment).send(call), columns, options);
}

/** Prints a page of a list as a table, and says how to ask for the next one. */
export function printList(
  reply: AdminReply,
  columns: readonly Column[],
  options: OperatorOptions,
): void {
  if (options.json === true) {
    printJson(reply);
    return;
  }
  process.stdout.write(formatTable(columns, listAt(reply.json, "data"), terminalWidth()));
  const next = at(reply.json, "next");
  if (next === null || next === undefined) return;
  process.stderr.write(`more: add --after ${showValue(next)}\n`);
}

export function printJson(reply: AdminReply): void {
  process.stdout.write(reply.text.endsWith("\n") ? reply.text : `${reply.text}\n`);
}

/** Whoever reads may go away first, as `head` does. */
export function leaveWithReader(): void {
  process.stdout.once("error", () => process.exit());
}

/** Columns of the terminal; null where the output goes elsewhere. */
export function terminalWidth(): number | null {
  return process.stdout.isTTY ? process.stdout.columns || 80 : null;
}

/** A column that is a value of the row, by its path. */
export function column(title: string, path: string, more: Partial<Column> = {}): Column {
  return { title, cell: (row) => at(row, path), ...more };
}

/** A step of a path. */
export function step(id: string): string {
  return encodeURIComponent(id);
}

/** Reads dollars and leaves them as they were written. */
export function readDollars(text: string): string {
  if (parseDollars(text) !== null) return text;
  throw new InvalidArgumentError("Dollars such as 5.00 are allowed, with at most twelve decimals.");
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most} is allowed.`);
  };
}
