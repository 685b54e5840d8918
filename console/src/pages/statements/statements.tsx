import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { accountQuery } from "../../api/accounts.ts";
import { cyclesQuery } from "../../api/statements.ts";
import { Page } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { useAccount } from "../../shell/account.ts";
import { ChooseAccount } from "../../shell/choose-account.tsx";
import { CyclesCard } from "./cycles-card.tsx";
import { OpenSessionsCard } from "./open-sessions-card.tsx";
import { StatementCard } from "./statement-card.tsx";
import "./statements.css";

/** What each month came to, in mills, down to the line and the fraction that is carried. */
export function Statements() {
  const account = useAccount();
  return (
    <Page
      title="Statements"
      lead="Months in UTC, settled in mills of $0.001. What is below one mill is carried to the next month; no money moves by it."
    >
      {account === null ? (
        <ChooseAccount what="its statements" />
      ) : (
        <StatementsOf accountId={account} />
      )}
    </Page>
  );
}

function StatementsOf({ accountId }: { readonly accountId: string }) {
  const search = useSearch({ from: "/inside/statements" });
  const cycles = useQuery(cyclesQuery(accountId));
  const account = useQuery(accountQuery(accountId));
  return (
    <Asked query={cycles}>
      {({ data }) => {
        const newest = data.at(-1)?.cycle ?? new Date().toISOString().slice(0, 7);
        const shown = search.cycle ?? newest;
        return (
          <>
            <CyclesCard cycles={data.toReversed()} shown={shown} />
            <StatementCard
              key={shown}
              accountId={accountId}
              accountName={account.data?.name ?? accountId}
              cycle={shown}
            />
            <OpenSessionsCard accountId={accountId} />
          </>
        );
      }}
    </Asked>
  );
}
