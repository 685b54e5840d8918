import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type OpenHold, openHoldsQuery } from "../../api/holds.ts";
import type { List } from "../../api/list.ts";
import { showDollars } from "../../api/money.ts";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { StopButton } from "../../parts/stop-button.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { keepAccount, useSession } from "../../shell/account.ts";

/** Every running call with what it has cost so far, and the button that stops it. */
export function RunningCard({ accountId }: { readonly accountId: string | null }) {
  const holds = useQuery(openHoldsQuery(accountId));
  const { role } = useSession();
  const columns = role === "viewer" ? shown : [...shown, stop];
  return (
    <Card title="Running now">
      <p className="unseen" role="status">
        {told(holds.data)}
      </p>
      <Asked query={holds} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">
              Nothing runs. A call shows here from its hold to its last byte, with a button that
              stops it.
            </p>
          ) : (
            <Table
              stacked
              caption="Running calls"
              columns={columns}
              rows={data}
              idOf={({ id }) => id}
            />
          )
        }
      </Asked>
    </Card>
  );
}

/** Told when it changes, and not with every cent. */
function told(holds: List<OpenHold> | undefined): string {
  const running = holds?.data.length ?? 0;
  if (running === 0) return "No call runs.";
  if (holds?.next !== null) return `More than ${running} calls run.`;
  return running === 1 ? "One call runs." : `${running} calls run.`;
}

const shown: readonly Column<OpenHold>[] = [
  {
    name: "Call",
    cell: ({ id, model }) => (
      <Link to="/calls/$id" params={{ id }} search={keepAccount}>
        {model}
      </Link>
    ),
  },
  { name: "Since", cell: ({ opened_at: at }) => <Instant at={at} /> },
  { name: "Answer", cell: ({ stream }) => (stream ? "streamed" : "whole") },
  {
    name: "Cost so far",
    numeric: true,
    cell: ({ cost }) => (cost === null ? "—" : showDollars(cost)),
  },
  { name: "Held", numeric: true, cell: ({ amount }) => showDollars(amount) },
  { name: "At most", numeric: true, cell: ({ ceiling }) => showDollars(ceiling) },
];

const stop: Column<OpenHold> = { name: "Stop", cell: (hold) => <StopButton call={hold} /> };
