import { TextField } from "../../parts/field.tsx";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | string | undefined;
  /** Text that is no number stays text: what is wrong with it, the gateway says. */
  readonly onChange: (value: number | string | undefined) => void;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
}

/** A field for a number, which is kept as it is typed. */
export function NumberField({ value, onChange, ...rest }: NumberFieldProps) {
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      value={value ?? ""}
      onChange={({ target }) => onChange(readNumber(target.value))}
    />
  );
}

/** Only what says the same when it is written again is a number: "1." is still being typed. */
function readNumber(text: string): number | string | undefined {
  if (text === "") return undefined;
  return String(Number(text)) === text ? Number(text) : text;
}
