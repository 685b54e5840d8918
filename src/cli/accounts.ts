import type { Command } from "commander";
import { limits } from "../core/limits.ts";
import type { Environment } from "./admin-client.ts";
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

interface Terms extends OperatorOptions {
  readonly name?: string;
  readonly rpm?: number;
  readonly concurrency?: number;
  readonly priceList?: string;
}

const examples = `
Examples:
  $ farebox accounts create --name acme --rpm 120
  $ farebox accounts list
  $ farebox accounts show acct_01m8…
  $ farebox accounts update acct_01m8… --concurrency 128
`;

const columns = [
  column("ID", "id"),
  column("NAME", "name", { flexible: true }),
  column("AVAILABLE", "balance.available", { right: true }),
  column("HELD", "balance.held", { right: true }),
  column("OWED", "balance.owed", { right: true }),
];

const shown = {
  path: "/accounts",
  argument: "<account>",
  given: "its id, or shortfall for the operator's own",
  summary: "one account",
};

/** `farebox accounts`: who pays. */
export function accountsCommand(environment: Environment): Command {
  return groupCommand(
    "accounts",
    [list(environment), create(environment), showCommand(environment, shown), update(environment)],
    examples,
  )
    .summary("who pays, and what they have")
    .description("Accounts: who pays, their balances and their limits.");
}

function list(environment: Environment): Command {
  return listCommand("list")
    .summary("all accounts with their balances")
    .action(async (options: PageOptions) => {
      await printPage({ path: "/accounts", columns }, options, environment);
    });
}

function create(environment: Environment): Command {
  return terms(operatorCommand("create"))
    .summary("make an account; its balance is zero")
    .requiredOption("--name <text>", "what it is called")
    .action(async (options: Terms) => {
      const call = { path: "/accounts", body: bodyOf(options) };
      await printAnswer(call, options, environment);
    });
}

function update(environment: Environment): Command {
  return terms(operatorCommand("update"))
    .summary("change an account; holds from the next request on")
    .argument("<account>", "its id")
    .option("--name <text>", "what it is called")
    .action(async (id: string, options: Terms) => {
      const call = {
        method: "PATCH",
        path: `/accounts/${step(id)}`,
        body: bodyOf(options),
      } as const;
      await printAnswer(call, options, environment);
    });
}

function terms(command: Command): Command {
  return command
    .option("--rpm <number>", "requests per minute", wholeNumber(1, limits.rpmMax))
    .option("--concurrency <number>", "calls at once", wholeNumber(1, limits.concurrencyMax))
    .option("--price-list <name>", "a price list of its own; none for the gateway's");
}

function bodyOf({ name, rpm, concurrency, priceList }: Terms): Record<string, unknown> {
  return { name, rpm, concurrency, price_list: priceList === "none" ? null : priceList };
}
