import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Account, accountPagesQuery } from "../../api/accounts.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { EmptyState } from "../../parts/states.tsx";
import type { Column } from "../../parts/table.tsx";
import { useSession } from "../../shell/account.ts";
import { AccountForm } from "./account-form.tsx";

/** Everybody who pays, and the operator's own account for what nobody could be charged. */
export function Accounts() {
  const { role } = useSession();
  const accounts = useInfiniteQuery(accountPagesQuery);
  const [making, setMaking] = useState(false);
  const make =
    role === "owner" ? (
      <Button kind="main" icon="plus" onClick={() => setMaking(true)}>
        Create account
      </Button>
    ) : null;
  return (
    <Page title="Accounts" lead="Who pays in advance, and what is left." actions={make}>
      <Card>
        <PagedTable
          caption="Accounts"
          columns={columns}
          idOf={({ id }) => id}
          query={accounts}
          empty={
            <EmptyState icon="accounts" title="No account yet" action={make}>
              An account pays in advance; its projects have keys, and programs call with those.
            </EmptyState>
          }
        />
      </Card>
      {making ? <AccountForm known={null} onClose={() => setMaking(false)} /> : null}
    </Page>
  );
}

const money = (
  name: string,
  of: "available" | "held" | "owed",
  always = true,
): Column<Account> => ({
  name,
  numeric: true,
  always,
  // What the operator lost is nothing that anybody could spend.
  cell: ({ balance, kind }) =>
    balance === null || kind === "operator" ? "—" : showDollars(balance[of]),
});

const terms = (name: string, of: (account: Account) => string): Column<Account> => ({
  name,
  numeric: true,
  always: false,
  cell: (account) => (account.kind === "operator" ? "—" : of(account)),
});

const columns: readonly Column<Account>[] = [
  { name: "Account", cell: (account) => <AccountName account={account} /> },
  money("Available", "available"),
  money("Held", "held"),
  money("Owed", "owed", false),
  terms("Running", ({ running }) => running.toLocaleString("en-US")),
  terms("Requests a minute", ({ rpm }) => rpm.toLocaleString("en-US")),
  terms("At once", ({ concurrency }) => concurrency.toLocaleString("en-US")),
  terms("Price list", ({ price_list: list }) => list ?? "the gateway's"),
  {
    name: "Made",
    always: false,
    cell: ({ kind, created_at: at }) =>
      kind === "operator" ? "—" : <Instant at={at} seconds={false} />,
  },
];

function AccountName({ account }: { readonly account: Account }) {
  if (account.kind === "operator") {
    return (
      <>
        <Link to="/operator/books">{account.name}</Link>{" "}
        <span className="muted">lost: {showDollars(account.balance?.posted ?? "0.00")}</span>
      </>
    );
  }
  return (
    <Link to="/operator/accounts/$id" params={{ id: account.id }}>
      {account.name}
    </Link>
  );
}
