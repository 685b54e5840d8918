import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { showDollars } from "../../api/money.ts";
import { type OpenSession, openSessionsQuery, settleSession } from "../../api/statements.ts";
import { Button } from "../../parts/button.tsx";
import { Instant } from "../../parts/instant.tsx";
import { More } from "../../parts/more.tsx";
import { Card } from "../../parts/page.tsx";
import { Failure, Loading } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { tell } from "../../parts/toasts.tsx";
import { keepAccount, useSession } from "../../shell/account.ts";

/** Sessions that are on no statement yet. */
export function OpenSessionsCard({ accountId }: { readonly accountId: string }) {
  const sessions = useInfiniteQuery(openSessionsQuery(accountId));
  const { role } = useSession();
  const rows = sessions.data?.pages.flatMap(({ data }) => data);
  const settle: Column<OpenSession> = {
    name: "Settle",
    cell: (session) => <SettleButton accountId={accountId} session={session} />,
  };
  return (
    <div className="unprinted">
      <Card title="Open sessions">
        <p className="muted">
          Their calls are charged already. A session is settled as one line: by its program, here,
          or by itself once it has lain idle.
        </p>
        {sessions.error === null ? null : <Failure error={sessions.error} />}
        {rows === undefined && sessions.error === null ? <Loading /> : null}
        {rows?.length === 0 ? <p className="muted">None is open.</p> : null}
        {rows === undefined || rows.length === 0 ? null : (
          <Table
            caption="Open sessions"
            stacked
            columns={role === "viewer" ? columns : [...columns, settle]}
            rows={rows}
            idOf={({ id, opening }) => `${opening}:${id}`}
          />
        )}
        <More list={sessions} what="sessions" />
      </Card>
    </div>
  );
}

const columns: readonly Column<OpenSession>[] = [
  {
    name: "Session",
    cell: ({ id }) => (
      <Link to="/usage" search={(before) => ({ ...keepAccount(before), session: id })}>
        {id}
      </Link>
    ),
  },
  {
    name: "Last call",
    cell: ({ last_at: at }) => <Instant at={at} />,
  },
  { name: "Calls", numeric: true, cell: ({ calls }) => calls.toLocaleString("en-US") },
  { name: "Charged", numeric: true, cell: ({ charged }) => showDollars(charged) },
];

interface SettleButtonProps {
  readonly accountId: string;
  readonly session: OpenSession;
}

function SettleButton({ accountId, session }: SettleButtonProps) {
  const client = useQueryClient();
  const settling = useMutation({
    mutationFn: () => settleSession(accountId, session.id),
    onSuccess: async ({ mills, carried }) => {
      const what = `${mills.toLocaleString("en-US")} mills, ${showDollars(carried)} carried on.`;
      tell(`Session ${session.id} is settled`, what);
      await client.invalidateQueries({ queryKey: ["statements"] });
      await client.invalidateQueries({ queryKey: ["sessions"] });
    },
    onError: (error) => tell("It could not be settled", error.message),
  });
  return (
    <Button
      busy={settling.isPending}
      onClick={() => settling.mutate()}
      aria-label={`Settle ${session.id}`}
    >
      Settle
    </Button>
  );
}
