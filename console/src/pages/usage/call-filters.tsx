import { statuses } from "../../api/calls.ts";
import { Button } from "../../parts/button.tsx";
import { Field, TextField } from "../../parts/field.tsx";
import { submitted } from "../../parts/submitted.ts";
import { textOf } from "../../parts/text-of.ts";
import { readUsageSearch, type UsageSearch } from "./usage-search.ts";

interface CallFiltersProps {
  readonly search: UsageSearch;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}

/** What narrows the list of calls down further; the sums have no such part. */
export function CallFilters({ search, onChange }: CallFiltersProps) {
  const { session, status } = search;
  return (
    <form
      className="filters"
      onSubmit={submitted((form) => {
        onChange(readUsageSearch({ ...search, session: textOf(form, "session") }));
      })}
    >
      <Field label="Status">
        {(control) => (
          <select
            className="input"
            value={status ?? ""}
            onChange={({ target }) =>
              onChange({ status: readUsageSearch({ status: target.value }).status })
            }
            {...control}
          >
            <option value="">Every status</option>
            {statuses.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        key={session ?? ""}
        label="Session"
        name="session"
        placeholder="Every session"
        defaultValue={session ?? ""}
      />
      <Button type="submit">Show session</Button>
    </form>
  );
}
