import { Page } from "../../parts/page.tsx";
import { useAccount } from "../../shell/account.ts";
import { AlertsCard } from "./alerts-card.tsx";
import { BalanceCard } from "./balance-card.tsx";
import { overviewHead } from "./overview-head.ts";
import { RunningCard } from "./running-card.tsx";
import { SpendCard } from "./spend-card.tsx";

/** What there is, what runs, and what it costs, at this moment. */
export function Overview() {
  const account = useAccount();
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Page {...overviewHead}>
      {account === null ? (
        <p className="muted">All accounts together. Choose one above to see its balance.</p>
      ) : (
        <BalanceCard accountId={account} />
      )}
      <RunningCard accountId={account} />
      <div className="grid">
        <SpendCard accountId={account} title="Spent today" from={today} />
        <SpendCard accountId={account} title="Spent this month" from={`${today.slice(0, 8)}01`} />
        <AlertsCard accountId={account} />
      </div>
    </Page>
  );
}
