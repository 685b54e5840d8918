import type { Command } from "commander";
import type { Environment } from "./admin-client.ts";
import { at } from "./at.ts";
import {
  column,
  listCommand,
  type PageOptions,
  printPage,
  showCommand,
} from "./operator-command.ts";

interface Options extends PageOptions {
  readonly account?: string;
  readonly project?: string;
  readonly key?: string;
  readonly session?: string;
  readonly model?: string;
  readonly status?: string;
  readonly from?: string;
  readonly to?: string;
}

const examples = `
Examples:
  $ farebox records --account acct_01m8… --status cut --limit 20
  $ farebox records --from 2026-11-22 --model my-model
  $ farebox records show chatcmpl-01m8…

A status is running, completed, stopped, cancelled, cut, failed or recovered.
`;

const columns = [
  column("CREATED", "created", { cell: (row) => shortInstant(at(row, "created")) }),
  column("STATUS", "status"),
  column("COST", "cost", { right: true }),
  column("MODEL", "model", { flexible: true }),
  column("ID", "id"),
];

const shown = {
  path: "/calls",
  argument: "<call>",
  summary: "one call: usage, cost, hold, attempts, timings",
};

/** `farebox records`: calls, newest first, and all that is known of one. */
export function recordsCommand(environment: Environment): Command {
  return listCommand("records")
    .summary("calls, newest first, and all that is known of one")
    .description("Records of calls, newest first, running ones too.")
    .option("--account <id>", "only this account")
    .option("--project <id>", "only this project")
    .option("--key <id>", "only this key")
    .option("--session <id>", "only this session")
    .option("--model <id>", "only this model")
    .option("--status <word>", "only those that ended so")
    .option("--from <when>", "a day or an instant, UTC")
    .option("--to <when>", "the last day, or an instant before which it ends")
    .addHelpText("after", examples)
    .addCommand(showCommand(environment, shown))
    .action(async (options: Options) => {
      const { account, project, key, session, model, status, from, to } = options;
      const whose = {
        account_id: account,
        project_id: project,
        key_id: key,
        session_id: session,
      };
      const query = { ...whose, model, status, from, to };
      await printPage({ path: "/calls", query, columns }, options, environment);
    });
}

/** Seconds since 1970 as a day and a time, UTC, without the year. */
function shortInstant(seconds: unknown): string {
  const instant = new Date(Number(seconds) * 1000);
  if (Number.isNaN(instant.getTime())) return "-";
  return instant.toISOString().slice(5, 16).replace("T", " ");
}
