import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { showDollars } from "../../api/money.ts";
import { type StatementLine, statementFile, statementQuery } from "../../api/statements.ts";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Instant } from "../../parts/instant.tsx";
import { More } from "../../parts/more.tsx";
import { Card } from "../../parts/page.tsx";
import { EmptyState, Failure, Loading } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { keepAccount } from "../../shell/account.ts";
import { Arithmetic } from "./arithmetic.tsx";
import { showMonth } from "./month.ts";

interface StatementCardProps {
  readonly accountId: string;
  readonly accountName: string;
  readonly cycle: string;
}

/** Pages of lines that are fetched to be printed; who has more takes the CSV, which has all. */
const printedPagesMax = 20;

/** One month: the sum, and the lines behind it. */
export function StatementCard({ accountId, accountName, cycle }: StatementCardProps) {
  const statement = useInfiniteQuery(statementQuery(accountId, cycle));
  const pages = statement.data?.pages;
  const newest = pages?.at(-1);
  const lines = pages?.flatMap(({ data }) => data) ?? [];
  const print = async (): Promise<void> => {
    let more = statement.hasNextPage;
    for (let page = lines.length; more && page < printedPagesMax * 100; page += 100) {
      more = (await statement.fetchNextPage()).hasNextPage;
    }
    window.print();
  };
  const actions = (
    <div className="row unprinted">
      <a className="button plain" href={statementFile(accountId, cycle)} download>
        <Icon name="download" />
        CSV
      </a>
      <Button busy={statement.isFetchingNextPage} onClick={() => void print()}>
        Print
      </Button>
    </div>
  );
  return (
    <Card title={`Statement of ${showMonth(cycle)}`} actions={actions}>
      <p className="muted printed">
        {accountName} · {accountId}
      </p>
      {newest === undefined ? (
        <Waiting error={statement.error} />
      ) : (
        <>
          <Arithmetic statement={newest} />
          <Lines lines={lines} all={newest.lines} />
          <More list={statement} what="lines" />
        </>
      )}
    </Card>
  );
}

function Waiting({ error }: { readonly error: unknown }) {
  return error === null ? <Loading rows={6} /> : <Failure error={error} />;
}

interface LinesProps {
  readonly lines: readonly StatementLine[];
  readonly all: number;
}

function Lines({ lines, all }: LinesProps) {
  if (lines.length === 0) {
    return (
      <EmptyState icon="statements" title="No line yet">
        A call that names no session is a line once it has ended; a session once it is settled: by
        your program, below, or by itself after it lay idle.
      </EmptyState>
    );
  }
  return (
    <>
      <Table caption="Lines" stacked columns={columns} rows={lines} idOf={({ id }) => id} />
      {lines.length < all ? (
        <p className="muted small">
          {lines.length.toLocaleString("en-US")} of {all.toLocaleString("en-US")} lines. The CSV has
          all of them.
        </p>
      ) : null}
    </>
  );
}

const columns: readonly Column<StatementLine>[] = [
  { name: "Settled", cell: ({ settled_at: at }) => <Instant at={at} /> },
  { name: "What", cell: (line) => <What line={line} /> },
  {
    name: "Calls",
    numeric: true,
    cell: ({ calls }) => calls.toLocaleString("en-US"),
  },
  { name: "Charged", numeric: true, cell: ({ charged }) => showDollars(charged) },
  { name: "Mills", numeric: true, cell: ({ mills }) => mills.toLocaleString("en-US") },
  { name: "Carried", numeric: true, cell: ({ carried }) => showDollars(carried) },
];

/** A session leads to its calls, and a call that is its own session to its record. */
function What({ line }: { readonly line: StatementLine }) {
  const { session_id: session, call_id: call } = line;
  if (call !== null) {
    return (
      <Link to="/calls/$id" params={{ id: call }} search={keepAccount}>
        {call}
      </Link>
    );
  }
  return (
    <Link to="/usage" search={(before) => ({ ...keepAccount(before), session: session ?? "" })}>
      session {session}
    </Link>
  );
}
