import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CallRecord, callQuery } from "../../api/calls.ts";
import { showDollars } from "../../api/money.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { StatusBadge } from "../../parts/status.tsx";

/** How often a running call's record is read. */
const lookMs = 400;

interface BillProps {
  readonly id: string;
  /** When the first event came, in milliseconds since 1970. */
  readonly firstAt: number | null;
  readonly runs: boolean;
}

/** What a call has cost so far, as the gateway has it on disk; once it has ended, its bill. */
export function Bill({ id, firstAt, runs }: BillProps) {
  const record = useQuery({
    ...callQuery(id),
    refetchInterval: ({ state }) => (runs || state.data?.status === "running" ? lookMs : false),
  });
  const { data, dataUpdatedAt } = record;
  if (data === undefined) return null;
  const { usage, status } = data;
  const took = tookMs(data, firstAt, dataUpdatedAt);
  return (
    <div className="bill">
      <Figures>
        <Figure label={status === "running" ? "Cost so far" : "Cost"} value={costOf(data)} />
        <Figure
          label="Tokens"
          value={usage.completion_tokens.toLocaleString("en-US")}
          note={`after ${usage.prompt_tokens.toLocaleString("en-US")} of the prompt`}
        />
        <Figure label="Speed" value={paceOf(usage.completion_tokens, took)} />
        <Figure
          label="At most"
          value={showDollars(data.hold.ceiling)}
          note={`${showDollars(data.hold.amount)} held, ${data.hold.state}`}
        />
      </Figures>
      <div className="row">
        <StatusBadge status={status} />
        <Link
          to="/calls/$id"
          params={{ id }}
          search={({ account }) => (account === undefined ? {} : { account })}
        >
          Its record
        </Link>
      </div>
    </div>
  );
}

function costOf({ cost, checkpoint }: CallRecord): string {
  const known = cost ?? checkpoint;
  return known === null ? "—" : showDollars(known);
}

/** Milliseconds from the first token on: by the record where it knows, else by this page's clock. */
function tookMs({ timings }: CallRecord, firstAt: number | null, readAt: number): number | null {
  if (timings.ttft_ms !== null && timings.total_ms !== null) {
    return timings.total_ms - timings.ttft_ms;
  }
  return firstAt === null ? null : readAt - firstAt;
}

function paceOf(tokens: number, tookMs: number | null): string {
  if (tookMs === null || tookMs < 100 || tokens === 0) return "—";
  const pace = (tokens * 1_000) / tookMs;
  return `${pace.toLocaleString("en-US", { maximumFractionDigits: 1 })} tokens/s`;
}
