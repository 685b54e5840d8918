import { useQuery } from "@tanstack/react-query";
import { type UpstreamRoute, type UpstreamState, upstreamsQuery } from "../../api/upstreams.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import "./operator.css";

/** How providers are doing, as the gateway's own calls have seen them. */
export function Upstreams() {
  const upstreams = useQuery(upstreamsQuery);
  return (
    <Page
      title="Upstreams"
      lead="Every route to a model, as this gateway's own calls have seen it since its start. After ten failures in a row a route rests for ten seconds; then one call tries it."
    >
      <Asked query={upstreams} rows={8}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="upstreams" title="No provider is configured">
              Name one under <code>providers</code> in farebox.yaml and start the gateway again.
            </EmptyState>
          ) : (
            <>
              <Summary routes={data} />
              <Card title="Routes">
                <Table
                  stacked
                  caption="Routes, those in trouble first"
                  columns={columns}
                  rows={[...data].sort((one, other) => orderOf(one) - orderOf(other))}
                  idOf={({ id }) => id}
                />
              </Card>
            </>
          )
        }
      </Asked>
    </Page>
  );
}

function Summary({ routes }: { readonly routes: readonly UpstreamRoute[] }) {
  const count = (...states: readonly UpstreamState[]): string =>
    String(routes.filter(({ state }) => states.includes(state)).length);
  return (
    <Card>
      <div aria-live="polite">
        <Figures>
          <Figure label="Healthy" value={count("healthy")} />
          <Figure label="Failing" value={count("failing")} note="Their last call failed" />
          <Figure label="Resting" value={count("resting", "trying")} note="No call is sent there" />
        </Figures>
      </div>
    </Card>
  );
}

/** Trouble first, then what is called, then the rest. */
function orderOf({ state, last_answer_at: answered }: UpstreamRoute): number {
  if (state === "resting") return 0;
  if (state === "trying") return 1;
  if (state === "failing") return 2;
  return answered === null ? 4 : 3;
}

const looks: Readonly<Record<UpstreamState, string>> = {
  healthy: "badge good",
  failing: "badge warn",
  resting: "badge bad",
  trying: "badge warn",
};

const columns: readonly Column<UpstreamRoute>[] = [
  { name: "Route", cell: (route) => <RouteName route={route} /> },
  { name: "State", cell: (route) => <State route={route} /> },
  { name: "First event", numeric: true, cell: (route) => <FirstEvent route={route} /> },
  {
    name: "Last answer",
    always: false,
    cell: ({ last_answer_at: at }) => (at === null ? "no call yet" : <Instant at={at} />),
  },
  { name: "Last failure", always: false, cell: (route) => <LastFailure route={route} /> },
  { name: "Client leaves", always: false, cell: ({ on_disconnect: policy }) => policy },
];

function RouteName({ route }: { readonly route: UpstreamRoute }) {
  const others = route.models.filter((id) => id !== route.model);
  return (
    <>
      <span className="operator-name">{route.id}</span>
      {others.length === 0 ? null : (
        <span className="muted small operator-line">serves {others.join(", ")}</span>
      )}
      {route.streams ? null : (
        <span className="muted small operator-line">can't stream: held at its ceiling</span>
      )}
    </>
  );
}

function State({ route }: { readonly route: UpstreamRoute }) {
  const { state, failures, failing_since: since, rests_until: until } = route;
  return (
    <>
      <span className={looks[state]}>{state}</span>
      {failures === 0 || since === null ? null : (
        <span className="small operator-line">
          {failures} in a row since <Instant at={since} />
        </span>
      )}
      {state === "resting" && until !== null ? (
        <span className="small operator-line">
          until <Instant at={until} />
        </span>
      ) : null}
    </>
  );
}

function LastFailure({ route: { last_failure: failure } }: { readonly route: UpstreamRoute }) {
  if (failure === null) return "none";
  return (
    <>
      <Instant at={failure.at} />
      <span className="small operator-line operator-source">
        {failure.status ?? failure.kind}: {failure.message}
      </span>
    </>
  );
}

/** Half of its newest calls waited no longer. */
function FirstEvent({ route: { first_event_ms: waits } }: { readonly route: UpstreamRoute }) {
  if (waits === null) return "—";
  const { p50, worst, calls } = waits;
  return (
    <>
      {p50.toLocaleString("en-US")} ms
      {calls === 1 ? null : (
        <span className="muted small operator-line">
          worst of {calls}: {worst.toLocaleString("en-US")} ms
        </span>
      )}
    </>
  );
}
