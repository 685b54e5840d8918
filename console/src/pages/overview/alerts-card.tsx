import { useQuery } from "@tanstack/react-query";
import { alertsQuery } from "../../api/alerts.ts";
import { showDollars } from "../../api/money.ts";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";

/** Who is told when the balance falls, and whether it has. */
export function AlertsCard({ accountId }: { readonly accountId: string | null }) {
  const alerts = useQuery(alertsQuery(accountId));
  return (
    <Card title="Alerts">
      <Asked query={alerts} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">
              Nobody is told when the balance falls. An alert calls a webhook of yours once each
              time: <code>POST /admin/v1/alerts</code>.
            </p>
          ) : (
            <ul className="share">
              {data.map(({ id, below, state, webhook_url: url }) => (
                <li key={id} className="share-name">
                  <span>
                    Below {showDollars(below)}
                    <br />
                    <span className="muted small">{new URL(url).host}</span>
                  </span>
                  <span>
                    <span className={state === "below" ? "badge bad" : "badge good"}>{state}</span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Card>
  );
}
