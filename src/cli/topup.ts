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
Example:
  $ farebox topup acct_01m8… 25.00 --reference invoice-2041

The reference makes it safe to repeat: the same reference and amount again is
the first top-up and changes nothing; another amount is refused.
`;

/** `farebox topup`: pays into an account, once per reference. */
export function topUpCommand(environment: Environment): Command {
  return operatorCommand("topup")
    .summary("pay into an account")
    .description("Pays into an account, once per reference.")
    .argument("<account>", "its id")
    .argument("<amount>", "dollars, such as 25.00", readDollars)
    .requiredOption("--reference <text>", "your own name for it, such as an invoice's number")
    .addHelpText("after", examples)
    .action(async (id: string, amount: string, options: TopUpOptions) => {
      const body = { amount, reference: options.reference };
      const call = { path: `/accounts/${step(id)}/topups`, body };
      await printAnswer(call, options, environment);
    });
}

interface TopUpOptions extends OperatorOptions {
  readonly reference: string;
}
