import type { Price } from "../../api/prices.ts";
import { errorAt, TextField } from "../../parts/field.tsx";

const sides = {
  input: [
    ["text", "Text"],
    ["image", "Pictures"],
    ["cached", "Cached"],
    ["audio", "Audio"],
    ["cache_write", "Written to a cache"],
    ["cache_write_1h", "Written for an hour"],
  ],
  output: [
    ["text", "Text"],
    ["image", "Pictures"],
    ["reasoning", "Reasoning"],
  ],
} as const;

type Side = keyof typeof sides;

interface RateFieldsProps {
  /** The version that the draft changes; null for a price from nothing. */
  readonly price: Price | null;
  readonly error: unknown;
}

/** Rates of both sides by modality; what is left empty costs what text costs. */
export function RateFields({ price, error }: RateFieldsProps) {
  return (
    <>
      <SideFields
        side="input"
        legend="In, dollars per million tokens"
        price={price}
        error={error}
      />
      <SideFields
        side="output"
        legend="Out, dollars per million tokens"
        price={price}
        error={error}
      />
      {price?.tiers === undefined ? null : (
        <p className="muted">
          The rates above {price.tiers.map(({ above }) => above.toLocaleString("en-US")).join(", ")}{" "}
          tokens are taken over as they are.
        </p>
      )}
    </>
  );
}

interface SideFieldsProps extends RateFieldsProps {
  readonly side: Side;
  readonly legend: string;
}

function SideFields({ side, legend, price, error }: SideFieldsProps) {
  return (
    <fieldset className="fieldset">
      <legend>{legend}</legend>
      <div className="operator-rates">
        {sides[side].map(([modality, label]) => (
          <TextField
            key={modality}
            label={label}
            name={nameOf(side, modality)}
            inputMode="decimal"
            autoComplete="off"
            required={modality === "text"}
            placeholder={modality === "text" ? "2.50" : "as text"}
            defaultValue={price?.[side][modality]}
            error={errorAt(
              error,
              `price.${side}.${modality}`,
              ...(modality === "text" ? [`price.${side}`] : []),
            )}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** The price that the fields say. Tiers have no fields, and stay as they were. */
export function readPrice(textOf: (name: string) => string, before: Price | null): Price {
  const { tiers } = before ?? {};
  const read = (side: Side): Readonly<Record<string, string>> =>
    Object.fromEntries(
      sides[side].flatMap(([modality]) => {
        const text = textOf(nameOf(side, modality));
        return text === "" ? [] : [[modality, text] as const];
      }),
    );
  return {
    input: read("input"),
    output: read("output"),
    ...(tiers === undefined ? {} : { tiers }),
  };
}

function nameOf(side: Side, modality: string): string {
  return `${side}.${modality}`;
}
