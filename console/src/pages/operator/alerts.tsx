import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { accountsQuery } from "../../api/accounts.ts";
import { type Alert, alertsQuery } from "../../api/alerts.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useAccount } from "../../shell/account.ts";
import { AlertsCard } from "../overview/alerts-card.tsx";
import { DeliveriesDialog } from "./deliveries-dialog.tsx";
import "./operator.css";

/** Whose falling balance is told to whom, and whether it was heard. */
export function Alerts() {
  const account = useAccount();
  const alerts = useQuery({ ...alertsQuery(account), refetchInterval: 10_000 });
  const names = new Map(useQuery(accountsQuery).data?.data.map(({ id, name }) => [id, name]));
  const [shown, setShown] = useState<Alert | null>(null);
  const whose: Column<Alert> = {
    name: "Account",
    cell: ({ account_id: id }) => (
      <Link to="/operator/accounts/$id" params={{ id }}>
        {names.get(id) ?? id}
      </Link>
    ),
  };
  const log: Column<Alert> = {
    name: "Delivery log",
    cell: (alert) => <Button onClick={() => setShown(alert)}>Show log</Button>,
  };
  return (
    <Page
      title="Alerts"
      lead="A signed webhook each time a balance falls below an amount, tried eight times in about six hours."
    >
      {account === null ? (
        <p className="muted">Choose an account above to add an alert, or to end one.</p>
      ) : (
        <AlertsCard accountId={account} />
      )}
      <Asked query={alerts}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="alerts" title="No alert yet">
              Without one an account is refused with 402 when its money is gone, and nobody was told
              before.
            </EmptyState>
          ) : (
            <Card title="What they told">
              <Table
                stacked
                caption="Alerts"
                columns={[whose, ...columns, log]}
                rows={data}
                idOf={({ id }) => id}
              />
            </Card>
          )
        }
      </Asked>
      {shown === null ? null : <DeliveriesDialog alert={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}

const columns: readonly Column<Alert>[] = [
  { name: "Below", numeric: true, cell: ({ below }) => showDollars(below) },
  {
    name: "State",
    cell: ({ state }) => (
      <span className={state === "below" ? "badge bad" : "badge good"}>{state}</span>
    ),
  },
  {
    name: "Fallen",
    always: false,
    cell: ({ fallen_at: at }) => (at === null ? "—" : <Instant at={at} />),
  },
  {
    name: "Webhook",
    always: false,
    cell: ({ webhook_url: url }) => <span className="operator-source">{url}</span>,
  },
];
