import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type OpenHold, openHoldsQuery, stopCall } from "../../api/holds.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { tell } from "../../parts/toasts.tsx";
import { useSession } from "../../shell/account.ts";

/** Every running call with what it has cost so far, and the button that stops it. */
export function RunningCard({ accountId }: { readonly accountId: string | null }) {
  const holds = useQuery(openHoldsQuery(accountId));
  const { role } = useSession();
  const columns = role === "viewer" ? shown : [...shown, stop];
  return (
    <Card title="Running now">
      <Asked query={holds} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">
              Nothing runs. A call shows here from its hold to its last byte, with a button that
              stops it.
            </p>
          ) : (
            <Table caption="Running calls" columns={columns} rows={data} idOf={({ id }) => id} />
          )
        }
      </Asked>
    </Card>
  );
}

const shown: readonly Column<OpenHold>[] = [
  { name: "Model", cell: ({ model }) => model },
  { name: "Call", cell: ({ id }) => <code>{id}</code>, always: false },
  { name: "Since", cell: ({ opened_at }) => new Date(opened_at).toLocaleTimeString("en-GB") },
  {
    name: "Cost so far",
    numeric: true,
    cell: ({ checkpoint }) => (checkpoint === null ? "—" : showDollars(checkpoint)),
  },
  { name: "Held", numeric: true, cell: ({ amount }) => showDollars(amount), always: false },
  { name: "At most", numeric: true, cell: ({ ceiling }) => showDollars(ceiling), always: false },
];

const stop: Column<OpenHold> = { name: "Stop", cell: (hold) => <StopButton hold={hold} /> };

function StopButton({ hold }: { readonly hold: OpenHold }) {
  const client = useQueryClient();
  const stopping = useMutation({
    mutationFn: () => stopCall(hold),
    onSuccess: async ({ status, cost }) => {
      tell(`${hold.model}: ${status}`, `It cost ${showDollars(cost)}.`);
      await client.invalidateQueries();
    },
    onError: (error) => tell("It could not be stopped", error.message),
  });
  return (
    <Button
      icon="stop"
      busy={stopping.isPending}
      onClick={() => stopping.mutate()}
      aria-label={`Stop ${hold.id}`}
    >
      Stop
    </Button>
  );
}
