import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { doneHold, fundedAccount, orderOf, placingOf, settlingOf } from "./ledger-orders.ts";
import { quietLog } from "./quiet-log.ts";

/** Spends from many callers at once and tells each answer it gets, until it is killed. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("the data folder is the first argument");
const { ledger } = await openSqliteStore({ folder, log: quietLog });
const accountId = await fundedAccount(ledger, 1_000_000_000);

async function spend(): Promise<void> {
  for (let times = 0; times < 100_000; times++) {
    const order = orderOf(accountId, 50);
    await doneHold(ledger, placingOf(order));
    process.stdout.write(`open ${order.id}\n`);
    await doneHold(ledger, settlingOf(order.id, 7));
    process.stdout.write(`settled ${order.id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, spend));
