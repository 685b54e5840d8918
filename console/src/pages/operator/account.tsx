import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Account, accountQuery } from "../../api/accounts.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { useSession } from "../../shell/account.ts";
import { MembersCard } from "../settings/members-card.tsx";
import { AccountForm } from "./account-form.tsx";
import { JournalCard } from "./journal-card.tsx";
import { AdjustForm, TopUpForm } from "./movement-forms.tsx";

/** One account, as whoever runs the gateway looks after it. */
export function AccountPage() {
  const { id } = useParams({ from: "/inside/operator/accounts/$id" });
  const account = useQuery({ ...accountQuery(id), refetchInterval: 5_000 });
  return (
    <Page title={account.data?.name ?? "Account"} lead={id}>
      <Asked query={account} rows={6}>
        {(shown) => (
          <>
            <BalanceCard account={shown} />
            <TermsCard account={shown} />
            <MembersCard accountId={id} />
            <JournalCard accountId={id} title="Journal" />
          </>
        )}
      </Asked>
    </Page>
  );
}

function BalanceCard({ account }: { readonly account: Account }) {
  const { role } = useSession();
  const [form, setForm] = useState<"top-up" | "adjust" | null>(null);
  const close = (): void => setForm(null);
  const actions =
    role === "viewer" ? null : (
      <span className="row">
        <Button kind="main" icon="plus" onClick={() => setForm("top-up")}>
          Top up
        </Button>
        <Button onClick={() => setForm("adjust")}>Adjust</Button>
      </span>
    );
  const { balance } = account;
  return (
    <Card title="Balance" actions={actions}>
      {balance === null ? null : (
        <Figures>
          <Figure label="Available" value={showDollars(balance.available)} />
          <Figure label="Posted" value={showDollars(balance.posted)} note="Paid in, less charged" />
          <Figure
            label="Held"
            value={showDollars(balance.held)}
            note={`For ${account.running} running calls`}
          />
          <Figure label="Owed" value={showDollars(balance.owed)} note="Paid first by new money" />
          {account.spend === undefined ? null : (
            <Figure
              label={`Charged in ${account.spend.cycle}`}
              value={showDollars(account.spend.cost)}
              note={`${account.spend.calls.toLocaleString("en-US")} calls`}
            />
          )}
        </Figures>
      )}
      {form === "top-up" ? <TopUpForm account={account} onClose={close} /> : null}
      {form === "adjust" ? <AdjustForm account={account} onClose={close} /> : null}
    </Card>
  );
}

function TermsCard({ account }: { readonly account: Account }) {
  const { role } = useSession();
  const [changing, setChanging] = useState(false);
  const facts = [
    ["Requests a minute", account.rpm.toLocaleString("en-US")],
    ["Calls at once", account.concurrency.toLocaleString("en-US")],
    ["Price list", account.price_list ?? "the gateway's own"],
    ["Made", new Date(account.created_at).toUTCString()],
  ] as const;
  const search = { account: account.id };
  return (
    <Card
      title="Limits"
      actions={role === "owner" ? <Button onClick={() => setChanging(true)}>Change</Button> : null}
    >
      <Facts facts={facts} />
      <p className="row">
        See its{" "}
        <Link to="/" search={search}>
          overview
        </Link>
        <Link to="/keys" search={search}>
          keys
        </Link>
        <Link to="/usage" search={search}>
          usage
        </Link>
        <Link to="/statements" search={search}>
          statements
        </Link>
      </p>
      {changing ? <AccountForm known={account} onClose={() => setChanging(false)} /> : null}
    </Card>
  );
}
