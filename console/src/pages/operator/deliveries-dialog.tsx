import { useQuery } from "@tanstack/react-query";
import { type Alert, type Delivery, deliveriesQuery } from "../../api/alerts.ts";
import { showDollars } from "../../api/money.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";

interface DeliveriesDialogProps {
  readonly alert: Alert;
  readonly onClose: () => void;
}

/** Every webhook of an alert with each try, the newest first. */
export function DeliveriesDialog({ alert, onClose }: DeliveriesDialogProps) {
  const deliveries = useQuery(deliveriesQuery(alert.id));
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delivery log of the alert below ${showDollars(alert.below)}`}
      description={alert.webhook_url}
      wide
    >
      <Asked query={deliveries}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">
              The balance has not fallen below {showDollars(alert.below)} since the alert was made:
              nothing was told.
            </p>
          ) : (
            <Table caption="Deliveries" columns={columns} rows={data} idOf={({ id }) => id} />
          )
        }
      </Asked>
    </Dialog>
  );
}

const looks: Readonly<Record<Delivery["state"], string>> = {
  pending: "badge warn",
  delivered: "badge good",
  failed: "badge bad",
};

const columns: readonly Column<Delivery>[] = [
  { name: "Fell", cell: ({ created_at: at }) => <Instant at={at} /> },
  { name: "To", numeric: true, cell: ({ available }) => showDollars(available) },
  { name: "State", cell: (delivery) => <State delivery={delivery} /> },
  { name: "Tries", cell: ({ attempts }) => <Attempts attempts={attempts} /> },
  { name: "webhook-id", always: false, cell: ({ id }) => <code>{id}</code> },
];

function State({ delivery: { state, next_attempt_at: next } }: { readonly delivery: Delivery }) {
  return (
    <>
      <span className={looks[state]}>{state}</span>
      {next === null ? null : (
        <span className="small operator-line">
          again <Instant at={next} />
        </span>
      )}
    </>
  );
}

function Attempts({ attempts }: Pick<Delivery, "attempts">) {
  if (attempts.length === 0) return "none yet";
  return (
    <ol className="operator-list">
      {attempts.map(({ at, status, error, duration_ms: took }) => (
        <li key={at}>
          <Instant at={at} />: {status ?? "no answer"} after {took} ms
          {error === null ? "" : `, ${error}`}
        </li>
      ))}
    </ol>
  );
}
