import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery } from "../../api/accounts.ts";
import { type OpenHold, openHoldsQuery } from "../../api/holds.ts";
import { showDollars } from "../../api/money.ts";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useAccount } from "../../shell/account.ts";

/** Money that is set aside now, for which call and whose it is. */
export function HoldsCard() {
  const account = useAccount();
  const holds = useQuery(openHoldsQuery(account));
  const names = new Map(useQuery(accountsQuery).data?.data.map(({ id, name }) => [id, name]));
  const whose: Column<OpenHold> = {
    name: "Account",
    cell: ({ account_id: id }) => (
      <Link to="/operator/accounts/$id" params={{ id }}>
        {names.get(id) ?? id}
      </Link>
    ),
  };
  return (
    <Card title="Open holds">
      <Asked query={holds} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">No money is set aside: nothing runs.</p>
          ) : (
            <Table
              caption="Open holds, oldest first"
              columns={[whose, ...columns]}
              rows={data}
              idOf={({ id }) => id}
            />
          )
        }
      </Asked>
    </Card>
  );
}

const columns: readonly Column<OpenHold>[] = [
  {
    name: "Call",
    cell: ({ id, model }) => (
      <Link to="/calls/$id" params={{ id }}>
        {model}
      </Link>
    ),
  },
  { name: "Since", cell: ({ opened_at: at }) => <Instant at={at} /> },
  { name: "Held", numeric: true, cell: ({ amount }) => showDollars(amount) },
  { name: "At most", numeric: true, always: false, cell: ({ ceiling }) => showDollars(ceiling) },
  {
    name: "A crash now would charge",
    numeric: true,
    always: false,
    cell: ({ checkpoint }) => (checkpoint === null ? "nothing" : showDollars(checkpoint)),
  },
];
