import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { showDollars } from "../../api/money.ts";
import { usageQuery } from "../../api/usage.ts";
import { Card } from "../../parts/page.tsx";
import { Shares } from "../../parts/shares.tsx";
import { Asked } from "../../parts/states.tsx";
import { keepAccount } from "../../shell/account.ts";

const modelsShown = 6;

interface SpendCardProps {
  readonly accountId: string | null;
  readonly title: string;
  /** A day, UTC. */
  readonly from: string;
}

/** What was charged since a day, and for which models. */
export function SpendCard({ accountId, title, from }: SpendCardProps) {
  const usage = useQuery({
    ...usageQuery({ account_id: accountId, group_by: "model", from }),
    refetchInterval: 10_000,
  });
  return (
    <Card
      title={title}
      actions={
        <Link to="/usage" search={(before) => ({ ...keepAccount(before), from })}>
          Usage
        </Link>
      }
    >
      <Asked query={usage} rows={4}>
        {({ total, data }) => (
          <>
            <p className="figure-value">{showDollars(total.cost)}</p>
            <p className="muted small">
              {total.calls.toLocaleString("en-US")} calls,{" "}
              {total.usage.completion_tokens.toLocaleString("en-US")} output tokens
            </p>
            <Shares
              rows={data.slice(0, modelsShown).map(({ group, cost }) => ({ name: group, cost }))}
            />
          </>
        )}
      </Asked>
    </Card>
  );
}
