import type { Command } from "commander";
import type { Environment } from "./admin-client.ts";
import {
  type OperatorOptions,
  operatorCommand,
  printAnswer,
  readDollars,
  step,
} from "./operator-command.ts";

const examples = `
Examples:
  $ farebox adjust acct_01m8… 2.00 --reason goodwill --reference gw-3
  $ farebox adjust acct_01m8… -1.50 --reason chargeback \\
      --reference cb-7 --allow-owed

A negative amount takes away. Taking more than is available is refused;
--allow-owed books the rest as owed, and the next money that comes in pays it
first.
`;

/** `farebox adjust`: a refund or a correction, with its reason in the journal. */
export function adjustCommand(environment: Environment): Command {
  return operatorCommand("adjust")
    .summary("correct a balance, with a reason")
    .description("Corrects a balance: a refund, a correction, a chargeback; once per reference.")
    .argument("<account>", "its id")
    .argument("<amount>", "dollars, such as 2.00 or -1.50", readDollars)
    .requiredOption("--reason <text>", "why; it stands in the journal")
    .requiredOption("--reference <text>", "your own name for it")
    .option("--allow-owed", "book what is not available as owed")
    .addHelpText("after", examples)
    .action(async (id: string, amount: string, options: AdjustOptions) => {
      const { reason, reference, allowOwed: allow_owed } = options;
      const body = { amount, reason, reference, allow_owed };
      const call = { path: `/accounts/${step(id)}/adjustments`, body };
      await printAnswer(call, options, environment);
    });
}

interface AdjustOptions extends OperatorOptions {
  readonly reason: string;
  readonly reference: string;
  readonly allowOwed?: boolean;
}
