import { Field } from "../../parts/field.tsx";
import type { Draft } from "./composer.tsx";
import type { ToolCall } from "./turns.ts";

interface ToolResultsProps {
  readonly tools: readonly ToolCall[];
  readonly draft: Draft;
  readonly onChange: (next: (draft: Draft) => Draft) => void;
}

/** The model called tools and waits: what each of them came to is entered by hand. */
export function ToolResults({ tools, draft, onChange }: ToolResultsProps) {
  return tools.map(({ id, name }) => (
    <Field key={id} label={`Result of ${name}`} hint="The answer goes on when every tool has one.">
      {(control) => (
        <textarea
          className="input code"
          rows={2}
          placeholder='{"result": "…"}'
          value={draft.results[id] ?? ""}
          onChange={({ target }) =>
            onChange((before) => ({
              ...before,
              results: { ...before.results, [id]: target.value },
            }))
          }
          {...control}
        />
      )}
    </Field>
  ));
}
