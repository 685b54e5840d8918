import { Combobox } from "@base-ui/react/combobox";
import { useId } from "react";
import { Icon } from "./icon.tsx";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SearchSelectProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly placeholder?: string;
}

/** One of many, found by typing a part of its name. */
export function SearchSelect(props: SearchSelectProps) {
  const { label, choices, value, onChange, placeholder = "Choose" } = props;
  const id = useId();
  const chosen = choices.find((one) => one.value === value) ?? null;
  return (
    <Combobox.Root
      items={choices}
      value={chosen}
      onValueChange={(next: Choice | null) => onChange(next?.value ?? null)}
      itemToStringLabel={(one: Choice) => one.label}
      isItemEqualToValue={(one: Choice, other: Choice) => one.value === other.value}
    >
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <Combobox.InputGroup className="combobox">
          <Combobox.Input id={id} className="input" placeholder={placeholder} />
          <Combobox.Trigger className="button quiet icon-only" aria-label={`Show all: ${label}`}>
            <Icon name="down" />
          </Combobox.Trigger>
        </Combobox.InputGroup>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner className="popup-place" sideOffset={4}>
          <Combobox.Popup className="popup">
            <Combobox.Empty className="popup-empty">Nothing has that name.</Combobox.Empty>
            <Combobox.List>
              {(one: Choice) => (
                <Combobox.Item key={one.value} value={one} className="popup-item">
                  {one.label}
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
