import type { Command } from "commander";
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
} from "./operator-command.ts";

const examples = `
Examples:
  $ farebox projects create --account acct_01m8… --name web
  $ farebox projects list --account acct_01m8…
`;

const columns = [
  column("ID", "id"),
  column("NAME", "name", { flexible: true }),
  column("ACCOUNT", "account_id"),
];

const shown = { path: "/projects", argument: "<project>", summary: "one project" };

/** `farebox projects`: what keys belong to. */
export function projectsCommand(environment: Environment): Command {
  return groupCommand(
    "projects",
    [list(environment), create(environment), showCommand(environment, shown)],
    examples,
  )
    .summary("projects of accounts, which keys belong to")
    .description("Projects of accounts. Keys belong to them, and usage is told by them.");
}

function list(environment: Environment): Command {
  return listCommand("list")
    .summary("all projects, or an account's")
    .option("--account <id>", "only those of this account")
    .action(async (options: PageOptions & { readonly account?: string }) => {
      const query = { account_id: options.account };
      await printPage({ path: "/projects", query, columns }, options, environment);
    });
}

function create(environment: Environment): Command {
  return operatorCommand("create")
    .summary("make a project")
    .requiredOption("--account <id>", "whose it is")
    .requiredOption("--name <text>", "what it is called")
    .action(async (options: OperatorOptions & { account: string; name: string }) => {
      const call = { path: "/projects", body: { account_id: options.account, name: options.name } };
      await printAnswer(call, options, environment);
    });
}
