import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type Attempt, type CallRecord, callQuery, type Step } from "../../api/calls.ts";
import { openHoldsQuery } from "../../api/holds.ts";
import { showDollars } from "../../api/money.ts";
import type { Tokens } from "../../api/usage.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status.tsx";
import { StopButton } from "../../parts/stop-button.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { keepAccount, useSession } from "../../shell/account.ts";
import { JournalCard } from "./journal-card.tsx";
import { ParticularsCard } from "./particulars-card.tsx";

/** One call: what it used, what it cost and by which price, every try, and its lines in the journal. */
export function Call() {
  const { id } = useParams({ from: "/inside/calls/$id" });
  const record = useQuery(callQuery(id));
  return (
    <Page title="Call" lead={id} actions={<Actions id={id} record={record.data} />}>
      <Asked query={record}>
        {(call) => (
          <>
            <Bill call={call} />
            <TokensCard usage={call.usage} source={call.usage_source} />
            {call.steps === undefined ? null : <StepsCard steps={call.steps} />}
            <AttemptsCard attempts={call.attempts} />
            <ParticularsCard call={call} />
            <JournalCard call={call} />
          </>
        )}
      </Asked>
    </Page>
  );
}

interface ActionsProps {
  readonly id: string;
  readonly record: CallRecord | undefined;
}

function Actions({ id, record }: ActionsProps) {
  const { role } = useSession();
  const stoppable = record?.status === "running" && role !== "viewer";
  return (
    <>
      {stoppable ? <StopButton call={record} /> : null}
      <Link to="/usage" search={keepAccount} className="button plain">
        All calls
      </Link>
      <a className="button plain" href={`/admin/v1/calls/${id}`} download={`${id}.json`}>
        <Icon name="download" />
        JSON
      </a>
    </>
  );
}

function Bill({ call }: { readonly call: CallRecord }) {
  const { cost_details: details } = call.usage;
  return (
    <Card title={call.model} actions={<StatusBadge status={call.status} />}>
      <Figures>
        <Figure
          label="Cost"
          value={call.cost === null ? <CostSoFar call={call} /> : showDollars(call.cost)}
          note={
            details === undefined
              ? call.cost === null
                ? "So far; the bill may differ"
                : undefined
              : `${showDollars(details.prompt)} prompt + ${showDollars(details.completion)} completion`
          }
        />
        <Figure
          label="At most, before it was sent"
          value={showDollars(call.hold.ceiling)}
          note={`Last held ${showDollars(call.hold.amount)}, ${call.hold.state}`}
        />
        {details?.upstream === undefined || details.upstream === null ? null : (
          <Figure label="Provider cost" value={showDollars(details.upstream)} />
        )}
        {call.shortfall === undefined ? null : (
          <Figure label="Shortfall" value={showDollars(call.shortfall)} />
        )}
        <Figure
          label="Prompt tokens"
          value={call.usage.prompt_tokens.toLocaleString("en-US")}
          note={`${call.prompt_tokens_expected.toLocaleString("en-US")} were expected`}
        />
        <Figure
          label="First token"
          value={milliseconds(call.timings.ttft_ms)}
          note={`Whole call ${milliseconds(call.timings.total_ms)}`}
        />
      </Figures>
    </Card>
  );
}

/** As it is counted now; for a call that is not among the first, as its checkpoint has it. */
function CostSoFar({ call }: { readonly call: CallRecord }) {
  const holds = useQuery(openHoldsQuery(call.account_id));
  const cost = holds.data?.data.find(({ id }) => id === call.id)?.cost ?? call.checkpoint;
  return cost === null ? "—" : showDollars(cost);
}

function milliseconds(given: number | null): string {
  return given === null ? "—" : `${given.toLocaleString("en-US")} ms`;
}

function TokensCard(props: { readonly usage: Tokens; readonly source: string }) {
  const { prompt_tokens_details: into, completion_tokens_details: out } = props.usage;
  const rows = [
    ["Text in", into.text_tokens],
    ["Pictures in", into.image_tokens],
    ["From the provider's cache", into.cached_tokens],
    ["Audio in", into.audio_tokens],
    ["Text out", out.text_tokens],
    ["Pictures out", out.image_tokens],
    ["Reasoning", out.reasoning_tokens],
  ] as const;
  return (
    <Card title="Tokens" actions={<span className="badge">{props.source}</span>}>
      <Table
        caption="Tokens by kind"
        rows={rows.filter(([, tokens]) => tokens > 0)}
        idOf={([name]) => name}
        columns={[
          { name: "Kind", cell: ([name]) => name },
          { name: "Tokens", numeric: true, cell: ([, tokens]) => tokens.toLocaleString("en-US") },
        ]}
      />
    </Card>
  );
}

const stepColumns: readonly Column<Step>[] = [
  { name: "Model", cell: ({ model }) => model },
  { name: "Upstream", cell: ({ upstream }) => upstream ?? "—", always: false },
  {
    name: "Prompt",
    numeric: true,
    cell: ({ usage }) => usage.prompt_tokens.toLocaleString("en-US"),
  },
  {
    name: "Completion",
    numeric: true,
    cell: ({ usage }) => usage.completion_tokens.toLocaleString("en-US"),
  },
  { name: "Cost", numeric: true, cell: ({ cost }) => showDollars(cost) },
];

function StepsCard({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <Card title="Steps">
      <Table caption="Steps" columns={stepColumns} rows={steps} idOf={({ model }) => model} />
    </Card>
  );
}

const attemptColumns: readonly Column<Attempt & { readonly at: string }>[] = [
  { name: "Provider", cell: ({ provider, model }) => `${provider} / ${model}` },
  { name: "Status", cell: ({ status }) => status ?? "no answer" },
  { name: "What happened", cell: ({ error }) => error ?? "served the call" },
  { name: "Took", numeric: true, cell: ({ duration_ms: ms }) => `${ms} ms` },
];

function AttemptsCard({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const rows = attempts.map((attempt, at) => ({ ...attempt, at: String(at) }));
  return (
    <Card title="Attempts">
      {rows.length === 0 ? (
        <p className="muted">Told once the call has ended.</p>
      ) : (
        <Table
          stacked
          caption="Attempts"
          columns={attemptColumns}
          rows={rows}
          idOf={({ at }) => at}
        />
      )}
    </Card>
  );
}
