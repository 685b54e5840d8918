import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { catalogueQuery } from "../../api/models.ts";
import { Button } from "../../parts/button.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { useAccount } from "../../shell/account.ts";
import { chooseModels } from "./choose-models.ts";
import { CompareCard } from "./compare-card.tsx";
import { ModelFilters } from "./model-filters.tsx";
import { ModelTable } from "./model-table.tsx";
import "./models.css";
import type { ModelsSearch } from "./models-search.ts";

/** Every model with its price. What is looked for, the order and the comparison are in the address. */
export function Models() {
  const search = useSearch({ from: "/inside/models" });
  const navigate = useNavigate({ from: "/models" });
  const change = (changed: Partial<ModelsSearch>): void => {
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  };
  const models = useQuery(catalogueQuery(useAccount()));
  return (
    <Page
      title="Models"
      lead="What can be called, and at what price, in dollars per million tokens. Tick up to five to compare them."
    >
      <ModelFilters search={search} onChange={change} />
      <Asked query={models} rows={12}>
        {({ data, price_list: list }) => {
          const shown = chooseModels(data, search);
          return (
            <>
              <CompareCard models={data} search={search} onChange={change} />
              <Card
                title={`${shown.length} of ${data.length} models`}
                actions={<span className="badge">price list {list}</span>}
              >
                {shown.length === 0 ? (
                  <NoModel onClear={() => change(noFilters)} />
                ) : (
                  <ModelTable models={shown} search={search} onChange={change} />
                )}
              </Card>
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

const noFilters = { find: undefined, can: undefined, context: undefined };

function NoModel({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      icon="models"
      title="No model is like that"
      action={<Button onClick={onClear}>Clear the filters</Button>}
    >
      An operator adds models under <code>models:</code> in <code>farebox.yaml</code>.
    </EmptyState>
  );
}
