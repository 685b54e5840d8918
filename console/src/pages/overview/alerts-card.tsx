import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Alert, alertsQuery, deleteAlert, type NewAlert } from "../../api/alerts.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { Asked } from "../../parts/states.tsx";
import { useChange } from "../../parts/use-change.ts";
import { useSession } from "../../shell/account.ts";
import { AlertForm } from "./alert-form.tsx";

/** Who is told when the balance falls, and whether it has. */
export function AlertsCard({ accountId }: { readonly accountId: string | null }) {
  const alerts = useQuery({ ...alertsQuery(accountId), refetchInterval: 10_000 });
  const { role } = useSession();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewAlert | null>(null);
  const may = role !== "viewer";
  const make =
    may && accountId !== null ? (
      <Button icon="plus" onClick={() => setMaking(true)}>
        Add alert
      </Button>
    ) : null;
  return (
    <Card title="Alerts" actions={make}>
      <Asked query={alerts} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">
              Nobody is told when the balance falls. An alert calls a webhook of yours, signed, once
              each time.
            </p>
          ) : (
            <ul className="share">
              {data.map((alert) => (
                <AlertRow key={alert.id} alert={alert} mayEnd={may} />
              ))}
            </ul>
          )
        }
      </Asked>
      {making && accountId !== null ? (
        <AlertForm accountId={accountId} onClose={() => setMaking(false)} onMade={setMade} />
      ) : null}
      <ShownOnce
        text={made?.secret ?? null}
        onClose={() => setMade(null)}
        title="The alert's signing secret"
        description="Shown this once. Your receiver checks with it that a webhook is this gateway's, as Standard Webhooks says."
        copyLabel="Copy the secret"
      />
    </Card>
  );
}

interface AlertRowProps {
  readonly alert: Alert;
  readonly mayEnd: boolean;
}

function AlertRow({ alert, mayEnd }: AlertRowProps) {
  const { below, state, fallen_at: fallenAt, webhook_url: url } = alert;
  return (
    <li className="share-name">
      <span>
        Below {showDollars(below)}{" "}
        <span className={state === "below" ? "badge bad" : "badge good"}>{state}</span>
        <br />
        <span className="muted small">
          {new URL(url).host}
          {fallenAt === null ? null : (
            <>
              , told <Instant at={fallenAt} />
            </>
          )}
        </span>
      </span>
      {mayEnd ? <EndButton alert={alert} /> : null}
    </li>
  );
}

function EndButton({ alert }: { readonly alert: Alert }) {
  const [asking, setAsking] = useState(false);
  const close = (): void => setAsking(false);
  const ending = useChange("alerts", () => deleteAlert(alert.id), close);
  return (
    <>
      <Button
        kind="quiet"
        icon="close"
        aria-label={`Delete the alert below ${showDollars(alert.below)}`}
        onClick={() => setAsking(true)}
      />
      <Confirm
        open={asking}
        onClose={close}
        title={`Delete the alert below ${showDollars(alert.below)}?`}
        action="Delete alert"
        busy={ending.isPending}
        onConfirm={() => ending.mutate()}
      >
        {alert.webhook_url} is told nothing more, and what was still to be told is dropped.
      </Confirm>
    </>
  );
}
