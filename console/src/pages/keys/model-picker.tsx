import { Combobox } from "@base-ui/react/combobox";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { modelsQuery } from "../../api/models.ts";
import { Icon } from "../../parts/icon.tsx";

interface ModelPickerProps {
  /** Null: every model, later ones too. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: readonly string[] | null) => void;
  readonly error: string | undefined;
}

/** Which models a key may call: all of them, or those that are found and added by name. */
export function ModelPicker({ chosen, onChange, error }: ModelPickerProps) {
  const id = useId();
  const { data } = useQuery(modelsQuery);
  return (
    <fieldset className="fieldset">
      <legend>Available models</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={chosen === null}
          onChange={({ target }) => onChange(target.checked ? null : [])}
        />
        Every model, later ones included
      </label>
      {chosen === null ? null : (
        <Combobox.Root
          multiple
          items={data?.data.map((one) => one.id) ?? []}
          value={[...chosen]}
          onValueChange={(next: string[], details) => {
            // Escape leaves the window, and does not throw away what was chosen.
            if (details.reason === "escape-key") details.allowPropagation();
            else onChange(next);
          }}
        >
          <div className="field">
            <label htmlFor={id}>Only these</label>
            <Combobox.Chips className="chips">
              <Combobox.Value>
                {(names: string[]) =>
                  names.map((name) => (
                    <Combobox.Chip key={name} className="chip">
                      {name}
                      <Combobox.ChipRemove className="chip-remove" aria-label={`Remove ${name}`}>
                        <Icon name="close" />
                      </Combobox.ChipRemove>
                    </Combobox.Chip>
                  ))
                }
              </Combobox.Value>
              <Combobox.Input id={id} className="chip-input" placeholder="Search models" />
            </Combobox.Chips>
          </div>
          <Combobox.Portal>
            <Combobox.Positioner className="popup-place" sideOffset={4}>
              <Combobox.Popup className="popup">
                <Combobox.Empty className="popup-empty">No model has that name.</Combobox.Empty>
                <Combobox.List>
                  {(name: string) => (
                    <Combobox.Item key={name} value={name} className="popup-item">
                      <Combobox.ItemIndicator className="popup-mark" keepMounted>
                        {chosen.includes(name) ? <Icon name="check" /> : null}
                      </Combobox.ItemIndicator>
                      {name}
                    </Combobox.Item>
                  )}
                </Combobox.List>
              </Combobox.Popup>
            </Combobox.Positioner>
          </Combobox.Portal>
        </Combobox.Root>
      )}
      {error === undefined ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
