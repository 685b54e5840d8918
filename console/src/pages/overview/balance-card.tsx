import { useQuery } from "@tanstack/react-query";
import { accountQuery, type Balance } from "../../api/accounts.ts";
import { roughly, showDollars } from "../../api/money.ts";
import { type UsageReport, usageQuery } from "../../api/usage.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { showDay } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";

const dayMs = 86_400_000;
const daysSeen = 7;
const yearDays = 366;

/** The account's balance, live, and how long it lasts at the pace of the last week. */
export function BalanceCard({ accountId }: { readonly accountId: string }) {
  const account = useQuery({ ...accountQuery(accountId), refetchInterval: 2_000 });
  const from = new Date(Date.now() - (daysSeen - 1) * dayMs).toISOString().slice(0, 10);
  const week = useQuery(usageQuery({ account_id: accountId, group_by: "day", from }));
  return (
    <Card title="Balance">
      <Asked query={account} rows={4} figures>
        {({ balance }) => (
          <Figures>
            <Figure
              label="Available"
              value={showDollars(balance?.available ?? "0")}
              note="What calls can still take"
            />
            <Figure
              label="Held"
              value={showDollars(balance?.held ?? "0")}
              note="Set aside for running calls"
            />
            <Figure
              label="Posted"
              value={showDollars(balance?.posted ?? "0")}
              note={
                balance === null || roughly(balance.owed) === 0
                  ? "Paid in, less charges"
                  : owed(balance)
              }
            />
            <Pace balance={balance} week={week.data} />
          </Figures>
        )}
      </Asked>
    </Card>
  );
}

function owed({ owed: amount }: Balance): string {
  return `${showDollars(amount)} owed: the next top-up pays it first`;
}

interface PaceProps {
  readonly balance: Balance | null;
  readonly week: UsageReport | undefined;
}

/** An outlook, not money: reckoned from rounded figures, and said so. */
function Pace({ balance, week }: PaceProps) {
  if (week === undefined) return <Figure label="Burn rate" value="…" note="Being summed up" />;
  const days = daysOf(week);
  const perDay = roughly(week.total.cost) / days;
  if (perDay === 0) return <Figure label="Burn rate" value="$0.00" note="Nothing in seven days" />;
  const left = roughly(balance?.available) / perDay;
  const lasts = left > yearDays ? "lasts over a year" : `runs out about ${showDay(inDays(left))}`;
  return (
    <Figure
      label="Burn rate, a day"
      value={`≈ $${perDay.toPrecision(3)}`}
      note={`${days === 1 ? "As today" : `Mean of ${days} days`}; ${lasts}`}
    />
  );
}

/** Days since the first call of the week: a new account is not told the mean with empty days. */
function daysOf({ data }: UsageReport): number {
  const [first] = data.filter(({ calls }) => calls > 0);
  if (first === undefined) return daysSeen;
  const since = (Date.now() - Date.parse(first.group)) / dayMs;
  return Math.min(daysSeen, Math.max(1, Math.ceil(since)));
}

function inDays(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString();
}
