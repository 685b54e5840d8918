import { type Command, InvalidArgumentError } from "commander";
import { type SpendPeriod, spendPeriods } from "../core/access/account.ts";
import { limits } from "../core/limits.ts";
import { parseDollars } from "../core/money/picodollars.ts";
import type { Environment } from "./admin-client.ts";
import { at } from "./at.ts";
import {
  column,
  groupCommand,
  listCommand,
  type OperatorOptions,
  operatorCommand,
  type PageOptions,
  printAnswer,
  printPage,
  showCommand,
  step,
  wholeNumber,
} from "./operator-command.ts";

/** Takes a limit away; the parser of options would turn null into an empty text. */
const none = "none";

interface Terms extends OperatorOptions {
  readonly project?: string;
  readonly name?: string;
  readonly models?: string;
  readonly outputTokensMax?: number | typeof none;
  readonly spendLimit?: { readonly amount: string; readonly period: SpendPeriod } | typeof none;
  readonly expires?: string;
}

const examples = `
Examples:
  $ farebox keys create --project proj_01m8… --name web \\
      --models my-model,other-model --spend-limit 5.00/day --expires 2027-01-31
  $ farebox keys list --project proj_01m8…
  $ farebox keys update key_01m8… --models all --spend-limit none
  $ farebox keys rotate key_01m8…     a new secret; the old is void
  $ farebox keys disable key_01m8…    its very next call is 401

A secret is shown once. Changes hold from the next request on.
`;

const columns = [
  column("ID", "id"),
  column("NAME", "name", { flexible: true }),
  column("HINT", "hint"),
  column("MODELS", "models", { flexible: true, cell: (row) => at(row, "models") ?? "all" }),
  column("LIMIT", "spend_limit", { right: true, cell: showLimit }),
  column("STATE", "disabled", { cell: (row) => (at(row, "disabled") ? "disabled" : "enabled") }),
];

const shown = {
  path: "/keys",
  argument: "<key>",
  summary: "one key, and what it has spent of its limit",
};

/** `farebox keys`: who may call, what, and for how much. */
export function keysCommand(environment: Environment): Command {
  return groupCommand(
    "keys",
    [
      list(environment),
      create(environment),
      showCommand(environment, shown),
      update(environment),
      rotate(environment),
      toggle(environment, "disable"),
      toggle(environment, "enable"),
      remove(environment),
    ],
    examples,
  )
    .summary("who may call, what, and for how much")
    .description("Keys of projects: who may call, which models, and for how much.");
}

function list(environment: Environment): Command {
  return listCommand("list")
    .summary("all keys, or a project's; never their secrets")
    .option("--project <id>", "only those of this project")
    .action(async (options: PageOptions & { readonly project?: string }) => {
      const query = { project_id: options.project };
      await printPage({ path: "/keys", query, columns }, options, environment);
    });
}

function create(environment: Environment): Command {
  return terms(operatorCommand("create"))
    .summary("make a key; its secret is shown this once")
    .requiredOption("--project <id>", "whose calls it makes")
    .requiredOption("--name <text>", "what it is called")
    .action(async (options: Terms) => {
      const body = { project_id: options.project, ...bodyOf(options) };
      await printAnswer({ path: "/keys", body }, options, environment);
      tellOfSecret();
    });
}

function update(environment: Environment): Command {
  return terms(operatorCommand("update"))
    .summary("change a key")
    .argument("<key>", "its id")
    .option("--name <text>", "what it is called")
    .action(async (id: string, options: Terms) => {
      const call = { method: "PATCH", path: `/keys/${step(id)}`, body: bodyOf(options) } as const;
      await printAnswer(call, options, environment);
    });
}

function rotate(environment: Environment): Command {
  return operatorCommand("rotate")
    .summary("give a key a new secret; the old one is void at once")
    .argument("<key>", "its id")
    .action(async (id: string, options: OperatorOptions) => {
      const call = { method: "POST", path: `/keys/${step(id)}/rotate` } as const;
      await printAnswer(call, options, environment);
      tellOfSecret();
    });
}

function toggle(environment: Environment, name: "disable" | "enable"): Command {
  return operatorCommand(name)
    .summary(name === "disable" ? "shut a key out at once" : "let a disabled key in again")
    .argument("<key>", "its id")
    .action(async (id: string, options: OperatorOptions) => {
      const body = { disabled: name === "disable" };
      const call = { method: "PATCH", path: `/keys/${step(id)}`, body } as const;
      await printAnswer(call, options, environment);
    });
}

function remove(environment: Environment): Command {
  return operatorCommand("delete")
    .summary("delete a key; what it spent stays on record")
    .argument("<key>", "its id")
    .action(async (id: string, options: OperatorOptions) => {
      const call = { method: "DELETE", path: `/keys/${step(id)}` } as const;
      await printAnswer(call, options, environment);
    });
}

function terms(command: Command): Command {
  return command
    .option("--models <list>", "models it may call, by commas; all for every model")
    .option("--output-tokens-max <number>", "of one call; none for the model's", readTokens)
    .option("--spend-limit <amount/period>", "such as 5.00/day; none for no limit", readLimit)
    .option("--expires <when>", "a day or an instant, UTC; never for no end");
}

function bodyOf(options: Terms): Record<string, unknown> {
  const { name, models, outputTokensMax, spendLimit, expires } = options;
  return {
    name,
    models: models === undefined || models !== "all" ? models?.split(",") : null,
    output_tokens_max: outputTokensMax === none ? null : outputTokensMax,
    spend_limit: spendLimit === none ? null : spendLimit,
    expires_at: expires === "never" ? null : expires,
  };
}

function readTokens(text: string): Terms["outputTokensMax"] {
  return text === none ? none : wholeNumber(1, limits.tokensMax)(text);
}

function readLimit(text: string): Terms["spendLimit"] {
  if (text === none) return none;
  const [amount = "", given, ...more] = text.split("/");
  const period = spendPeriods.find((one) => one === given);
  if (period !== undefined && more.length === 0 && parseDollars(amount) !== null) {
    return { amount, period };
  }
  const periods = spendPeriods.join(", ");
  throw new InvalidArgumentError(`Such as 5.00/day is allowed; periods are ${periods}.`);
}

function tellOfSecret(): void {
  process.stderr.write("The secret is shown this once; the gateway keeps only its hash.\n");
}

function showLimit(row: unknown): string | null {
  const amount = at(row, "spend_limit.amount");
  return amount === undefined ? null : `${String(amount)}/${String(at(row, "spend_limit.period"))}`;
}
