import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Refused } from "../../api/call.ts";
import { type Plan, planQuery, type Workload, workloadsQuery } from "../../api/plans.ts";
import { Page } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { useAccount } from "../../shell/account.ts";
import { ExportButton } from "./export-button.tsx";
import { PlanShown } from "./plan-shown.tsx";
import "./planner.css";
import type { PlannerSearch, WhatIf } from "./planner-search.ts";
import { ScenarioSwitch } from "./scenario-switch.tsx";
import { changesOf, WhatIfCard } from "./what-if-card.tsx";
import { WorkloadForm } from "./workload-form.tsx";

/** What a workload would cost on every model, and what would make it cheaper, before any call. */
export function Planner() {
  const shipped = useQuery(workloadsQuery);
  return (
    <Page
      title="Planner"
      lead="What a workload would cost on each model, before the first call. Nothing is sent to a model, held or charged."
    >
      <Asked query={shipped} rows={6}>
        {({ data }) => <PlannerParts shipped={data} />}
      </Asked>
    </Page>
  );
}

export type Shipped = readonly { readonly id: string; readonly workload: Workload }[];

/** Typing is not asked about before it rests so long. */
const restMs = 400;

function PlannerParts({ shipped }: { readonly shipped: Shipped }) {
  const search = useSearch({ from: "/inside/planner" });
  const navigate = useNavigate({ from: "/planner" });
  const change = (changed: PlannerSearch): void => {
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  };
  const chosen = shipped.find(({ id }) => id === search.scenario) ?? shipped[0];
  const asked = search.workload ?? chosen?.workload ?? {};
  const [draft, setDraft] = useDraft(asked, (workload) => change({ workload }));
  const whatIf = search.what_if ?? noChange;
  const accountId = useAccount();
  const plan = useQuery(
    planQuery({ accountId, workload: asked, whatIf: changesOf(asked, whatIf) }),
  );
  const changeIf = (next: WhatIf): void =>
    change({ what_if: Object.keys(next).length === 0 ? undefined : next });
  return (
    <>
      <div className="planner-top">
        <ScenarioSwitch
          shipped={shipped}
          chosen={chosen?.id ?? ""}
          changed={search.workload !== undefined}
          onChoose={(scenario, workload) => {
            setDraft(workload, { asked: true });
            change({ scenario, workload: undefined, what_if: undefined });
          }}
        />
        <ExportButton workload={draft} />
      </div>
      <div className="planner">
        <WorkloadForm
          workload={draft}
          error={plan.error}
          onChange={(changed) => setDraft({ ...draft, ...changed })}
        />
        <div className="stack">
          <WhatIfCard workload={asked} whatIf={whatIf} onChange={changeIf} />
          <Result plan={plan} onTry={(name, value) => changeIf({ ...whatIf, [name]: value })} />
        </div>
      </div>
    </>
  );
}

const noChange: WhatIf = {};

interface ResultProps {
  readonly plan: UseQueryResult<Plan>;
  readonly onTry: (name: string, value: number | string) => void;
}

function Result({ plan, onTry }: ResultProps) {
  // What the gateway refuses is told where the workload is written.
  if (plan.error instanceof Refused) {
    return <p className="muted">There is no plan before the workload is mended.</p>;
  }
  return (
    <Asked query={plan} rows={10}>
      {(shown) => <PlanShown plan={shown} stale={plan.isPlaceholderData} onTry={onTry} />}
    </Asked>
  );
}

interface PutOptions {
  /** True where the page asks about it already: it need not be told again. */
  readonly asked: boolean;
}

/** What is being typed; told once it has rested for a moment. */
function useDraft(asked: Workload, tell: (workload: Workload) => void) {
  const [draft, setDraft] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const put = (next: Workload, options: PutOptions = { asked: false }): void => {
    setDraft(next);
    clearTimeout(timer.current);
    if (!options.asked) timer.current = setTimeout(() => tell(next), restMs);
  };
  return [draft, put] as const;
}
