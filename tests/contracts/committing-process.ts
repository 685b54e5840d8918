import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { doneHold, fundedAccount, money, orderOf, placingOf, settlingOf } from "./ledger-orders.ts";
import { quietLog } from "./quiet-log.ts";

/** Spends from many callers at once and tells each answer it gets, until it is killed. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("the data folder is the first argument");
const { ledger } = await openSqliteStore({ folder, log: quietLog });
const accountId = await fundedAccount(ledger, 1_000_000_000);
const spendLimit = { scope: `${accountId}:total`, max: money(1_000_000_000) };

async function spend(caller: number): Promise<void> {
  for (let times = 0; times < 100_000; times++) {
    const order = orderOf(accountId, 50, {
      sessionId: `session-${times % 3}`,
      spendLimit,
      idempotency: { key: `${caller}-${times}`, hash: "0".repeat(64), expiresAt: 9_999 },
    });
    await doneHold(ledger, placingOf(order));
    process.stdout.write(`open ${order.id}\n`);
    await doneHold(ledger, settlingOf(order.id, 7));
    process.stdout.write(`settled ${order.id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, (_, caller) => spend(caller)));
