import { useQuery } from "@tanstack/react-query";
import { shortfallAccount, shortfallQuery } from "../../api/books.ts";
import { showDollars } from "../../api/money.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { AuditCard } from "./audit-card.tsx";
import { HoldsCard } from "./holds-card.tsx";
import { JournalCard } from "./journal-card.tsx";
import "./operator.css";

/** The proof that all adds up, what is set aside now, and what was lost. */
export function Books() {
  const shortfall = useQuery(shortfallQuery);
  return (
    <Page title="Books" lead="The audit, open holds, and what nobody could be charged.">
      <AuditCard />
      <HoldsCard />
      <Card title="Shortfall">
        <Asked query={shortfall} rows={1}>
          {(account) =>
            account === null || account.balance === null ? (
              <p className="muted">
                Nothing was ever lost. Where a provider reports more than a call's ceiling, balance
                and limits cover, the rest is booked here.
              </p>
            ) : (
              <Figures>
                <Figure
                  label="Lost so far"
                  value={showDollars(account.balance.posted)}
                  note="What providers reported beyond what customers could be charged"
                />
              </Figures>
            )
          }
        </Asked>
      </Card>
      {shortfall.data === null || shortfall.data === undefined ? null : (
        <JournalCard accountId={shortfallAccount} title="Shortfall, call by call" />
      )}
    </Page>
  );
}
