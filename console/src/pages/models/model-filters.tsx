import { Field, TextField } from "../../parts/field.tsx";
import { type Ability, abilities, type ModelsSearch } from "./models-search.ts";

interface ModelFiltersProps {
  readonly search: ModelsSearch;
  readonly onChange: (changed: Partial<ModelsSearch>) => void;
}

/** Which models are looked at. */
export function ModelFilters({ search, onChange }: ModelFiltersProps) {
  return (
    <div className="filters">
      <TextField
        label="Name"
        type="search"
        placeholder="gemini flash"
        value={search.find ?? ""}
        onChange={({ target }) => onChange({ find: target.value || undefined })}
      />
      <Field label="Able to">
        {(control) => (
          <select
            className="input"
            value={search.can ?? ""}
            onChange={({ target }) =>
              onChange({ can: abilities.find((one) => one === target.value) })
            }
            {...control}
          >
            <option value="">Anything</option>
            {abilities.map((one) => (
              <option key={one} value={one}>
                {abilityNames[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Context">
        {(control) => (
          <select
            className="input"
            value={search.context ?? ""}
            onChange={({ target }) => onChange({ context: Number(target.value) || undefined })}
            {...control}
          >
            <option value="">Any length</option>
            <option value={128_000}>128K tokens or more</option>
            <option value={200_000}>200K tokens or more</option>
            <option value={1_000_000}>1M tokens or more</option>
          </select>
        )}
      </Field>
    </div>
  );
}

const abilityNames: Readonly<Record<Ability, string>> = {
  "image-in": "See pictures",
  "image-out": "Make pictures",
  "audio-in": "Hear audio",
  tools: "Call tools",
  json: "Answer in JSON",
};
