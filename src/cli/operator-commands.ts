import type { Command } from "commander";
import { accountsCommand } from "./accounts.ts";
import { adjustCommand } from "./adjust.ts";
import type { Environment } from "./admin-client.ts";
import { driftCommand } from "./drift.ts";
import { estimateCommand } from "./estimate.ts";
import { keysCommand } from "./keys.ts";
import { pricesCommand } from "./prices.ts";
import { projectsCommand } from "./projects.ts";
import { recordsCommand } from "./records.ts";
import { replayCommand } from "./replay.ts";
import { statementCommand } from "./statement.ts";
import { topUpCommand } from "./topup.ts";
import { usageCommand } from "./usage.ts";

/** Commands that speak to a running gateway, in the order of its help. */
export function operatorCommands(environment: Environment): readonly Command[] {
  return [
    accountsCommand(environment),
    projectsCommand(environment),
    keysCommand(environment),
    topUpCommand(environment),
    adjustCommand(environment),
    pricesCommand(environment),
    usageCommand(environment),
    statementCommand(environment),
    recordsCommand(environment),
    estimateCommand(environment),
    driftCommand(environment),
    replayCommand(environment),
  ].map((command) => command.helpGroup("Commands that speak to a running gateway:"));
}
