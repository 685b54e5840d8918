import { useQuery } from "@tanstack/react-query";
import { statuses } from "../../api/calls.ts";
import { keysQuery, projectsQuery } from "../../api/keys.ts";
import { modelNamesQuery } from "../../api/models.ts";
import { Button } from "../../parts/button.tsx";
import { Field, TextField } from "../../parts/field.tsx";
import { type Choice, SearchSelect } from "../../parts/search-select.tsx";
import { readUsageSearch, type UsageSearch } from "./usage-search.ts";

interface UsageFiltersProps {
  readonly account: string | null;
  readonly search: UsageSearch;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}

/** Which calls are looked at. */
export function UsageFilters({ account, search, onChange }: UsageFiltersProps) {
  const models = useQuery(modelNamesQuery).data?.data ?? [];
  const keys = useQuery(keysQuery(account)).data?.data ?? [];
  const projects = useQuery(projectsQuery(account)).data?.data ?? [];
  const { from, to, model, key, project, session, status } = search;
  const some = [from, to, model, key, project, session, status].some((one) => one !== undefined);
  return (
    <div className="filters">
      <TextField
        label="From"
        type="date"
        value={search.from ?? ""}
        onChange={({ target }) => onChange({ from: target.value || undefined })}
      />
      <TextField
        label="To"
        type="date"
        value={search.to ?? ""}
        onChange={({ target }) => onChange({ to: target.value || undefined })}
      />
      <SearchSelect
        label="Model"
        placeholder="Every model"
        choices={models.map(({ id }) => ({ value: id, label: id }))}
        value={search.model ?? null}
        onChange={(model) => onChange({ model: model ?? undefined })}
      />
      <SearchSelect
        label="Key"
        placeholder="Every key"
        choices={keys.map(choiceOf)}
        value={search.key ?? null}
        onChange={(key) => onChange({ key: key ?? undefined })}
      />
      <SearchSelect
        label="Project"
        placeholder="Every project"
        choices={projects.map(choiceOf)}
        value={search.project ?? null}
        onChange={(project) => onChange({ project: project ?? undefined })}
      />
      <StatusField search={search} onChange={onChange} />
      {some ? (
        <Button onClick={() => onChange({ ...readUsageSearch({}), group: search.group })}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}

function StatusField({ search, onChange }: Omit<UsageFiltersProps, "account">) {
  return (
    <Field label="Status">
      {(control) => (
        <select
          className="input"
          value={search.status ?? ""}
          onChange={({ target }) =>
            onChange({ status: readUsageSearch({ status: target.value }).status })
          }
          {...control}
        >
          <option value="">Every status</option>
          {statuses.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

function choiceOf({ id, name }: { readonly id: string; readonly name: string }): Choice {
  return { value: id, label: name };
}
