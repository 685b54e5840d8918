import { lazy, Suspense, useState } from "react";
import type { Model } from "../../api/models.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/field.tsx";
import { Card } from "../../parts/page.tsx";
import { Loading } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { pictureOut } from "./choose-models.ts";
import { comparedMax, type ModelsSearch } from "./models-search.ts";
import { showModalities } from "./show-model.ts";

/** The chart's library is asked for only where somebody compares. */
const CostChart = lazy(async () => ({ default: (await import("./cost-chart.tsx")).CostChart }));

interface CompareCardProps {
  readonly models: readonly Model[];
  readonly search: ModelsSearch;
  readonly onChange: (changed: Partial<ModelsSearch>) => void;
}

/** Up to five models side by side: what they cost as an answer grows, and all that differs. */
export function CompareCard({ models, search, onChange }: CompareCardProps) {
  const [promptTokens, setPromptTokens] = useState(1_000);
  const chosen = (search.compare ?? []).flatMap((id) => models.find((one) => one.id === id) ?? []);
  if (chosen.length === 0) return null;
  return (
    <Card
      title={`Compare ${chosen.length} of at most ${comparedMax}`}
      actions={<Button onClick={() => onChange({ compare: undefined })}>End the comparison</Button>}
    >
      {chosen.length === 1 ? <p className="muted">Tick another model to compare it with.</p> : null}
      <div className="compare-chart">
        <TextField
          label="Tokens of the prompt"
          type="number"
          min={0}
          max={1_000_000}
          value={promptTokens}
          onChange={({ target }) => setPromptTokens(Math.max(0, Number(target.value) || 0))}
        />
        <Suspense fallback={<Loading rows={8} />}>
          <CostChart models={chosen} promptTokens={promptTokens} />
        </Suspense>
      </div>
      <div className="compare-table">
        <Table
          caption="The compared models"
          columns={[named, ...chosen.map(columnOf)]}
          rows={facts}
          idOf={({ name }) => name}
        />
      </div>
    </Card>
  );
}

interface Fact {
  readonly name: string;
  readonly of: (model: Model) => string;
}

const named: Column<Fact> = {
  name: "Per million, or as said",
  cell: ({ name }) => <strong>{name}</strong>,
};

function columnOf(model: Model): Column<Fact> {
  return { name: model.name, numeric: true, cell: (fact) => fact.of(model) };
}

const facts: readonly Fact[] = [
  { name: "Text in", of: ({ price }) => rate(price?.input["text"]) },
  { name: "Picture in", of: ({ price, vision }) => rate(vision && price?.input["image"]) },
  { name: "Read from the cache", of: ({ price }) => rate(price?.input["cached"]) },
  { name: "Text out", of: ({ price }) => rate(price?.output["text"]) },
  { name: "Picture out", of: (model) => rate(pictureOut(model)) },
  { name: "Out : in", of: ({ ratio }) => (ratio === null ? "—" : `${ratio} : 1`) },
  { name: "Context", of: ({ context_length: tokens }) => tokens.toLocaleString("en-US") },
  { name: "Output limit", of: ({ output_tokens_max: most }) => most.toLocaleString("en-US") },
  { name: "Takes", of: (model) => showModalities(model.input_modalities) },
  { name: "Gives", of: (model) => showModalities(model.output_modalities) },
  { name: "Pictures counted by", of: ({ vision }) => vision ?? "—" },
  { name: "Released", of: ({ released }) => released },
];

function rate(given: string | null | undefined): string {
  return given === null || given === undefined ? "—" : showDollars(given);
}
