import { minus, picodollars } from "../src/core/money/picodollars.ts";
import { costOf, dollars } from "../tests/doubles/dollars.ts";
import { at } from "../tests/doubles/json.ts";
import { reportedUsage } from "./scripted-answers.ts";
import { type Stage, toppedUp } from "./start-stage.ts";

/** One scripted answer at the stage's prices: $1.00 in and $10.00 out per million tokens. */
const chargeOfOne =
  costOf(reportedUsage.prompt_tokens, 1n) + costOf(reportedUsage.completion_tokens, 10n);

/**
 * Asks whether every measured call was charged, exactly and once, and whether the books are clean:
 * a gateway that is quick because it forgets to charge must not pass. Throws where not.
 */
export async function checkBooks(stage: Stage, served: number): Promise<string> {
  const account = await stage.operate(`/accounts/${stage.accountId}`);
  const posted = dollars(at(account, "balance.posted"));
  const held = dollars(at(account, "balance.held"));
  const charged = minus(dollars(toppedUp), posted);
  const due = picodollars(chargeOfOne * BigInt(served));
  if (charged !== due || held !== 0n) {
    throw new Error(`${served} calls should cost ${due} p$: charged ${charged}, held ${held}`);
  }
  const audit = await stage.operate("/audit");
  if (at(audit, "ok") !== true) throw new Error(`the books differ: ${JSON.stringify(audit)}`);
  const entries = Number(at(audit, "entries")).toLocaleString("en-US");
  return `books: ${served.toLocaleString("en-US")} calls charged exactly, ${entries} entries clean`;
}
