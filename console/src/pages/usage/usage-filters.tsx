import { useQuery } from "@tanstack/react-query";
import { keysQuery, projectsQuery } from "../../api/keys.ts";
import { modelsQuery } from "../../api/models.ts";
import { Button } from "../../parts/button.tsx";
import { Field, TextField } from "../../parts/field.tsx";
import { type Choice, SearchSelect } from "../../parts/search-select.tsx";
import { daysOfPreset, type Preset, presetOf, presets } from "./presets.ts";
import { readUsageSearch, type UsageSearch } from "./usage-search.ts";

interface UsageFiltersProps {
  readonly account: string | null;
  readonly search: UsageSearch;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}

/** Which calls are looked at. */
export function UsageFilters({ account, search, onChange }: UsageFiltersProps) {
  const models = useQuery(modelsQuery).data?.data ?? [];
  const keys = useQuery(keysQuery(account)).data?.data ?? [];
  const projects = useQuery(projectsQuery(account)).data?.data ?? [];
  const { from, to, model, key, project, session, status } = search;
  const some = [from, to, model, key, project, session, status].some((one) => one !== undefined);
  return (
    <div className="filters">
      <PeriodField search={search} onChange={onChange} />
      <TextField
        label="From"
        type="date"
        value={from ?? ""}
        onChange={({ target }) => onChange({ from: target.value || undefined })}
      />
      <TextField
        label="To"
        type="date"
        value={to ?? ""}
        onChange={({ target }) => onChange({ to: target.value || undefined })}
      />
      <SearchSelect
        label="Model"
        placeholder="Every model"
        choices={models.map(({ id }) => ({ value: id, label: id }))}
        value={model ?? null}
        onChange={(chosen) => onChange({ model: chosen ?? undefined })}
      />
      <SearchSelect
        label="Key"
        placeholder="Every key"
        choices={keys.map(choiceOf)}
        value={key ?? null}
        onChange={(chosen) => onChange({ key: chosen ?? undefined })}
      />
      <SearchSelect
        label="Project"
        placeholder="Every project"
        choices={projects.map(choiceOf)}
        value={project ?? null}
        onChange={(chosen) => onChange({ project: chosen ?? undefined })}
      />
      {some ? (
        <Button onClick={() => onChange({ ...readUsageSearch({}), group: search.group })}>
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}

function PeriodField({ search, onChange }: Omit<UsageFiltersProps, "account">) {
  const shown = presetOf(search, new Date());
  return (
    <Field label="Period">
      {(control) => (
        <select
          className="input"
          value={shown ?? "custom"}
          onChange={({ target }) =>
            onChange(daysOfPreset(target.value as Preset | "custom", new Date()) ?? {})
          }
          {...control}
        >
          {Object.entries(presets).map(([preset, name]) => (
            <option key={preset} value={preset}>
              {name}
            </option>
          ))}
          {shown === null ? <option value="custom">As said beside</option> : null}
        </select>
      )}
    </Field>
  );
}

function choiceOf({ id, name }: { readonly id: string; readonly name: string }): Choice {
  return { value: id, label: name };
}
