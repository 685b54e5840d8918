import type { Detail } from "../api/models.ts";
import "./detail-choice.css";

const details: readonly Detail[] = ["low", "auto", "high", "original"];

interface DetailChoiceProps {
  readonly value: Detail;
  readonly onChange: (detail: Detail) => void;
}

/** How closely the model looks at pictures: from the cheapest to all there is. */
export function DetailChoice({ value, onChange }: DetailChoiceProps) {
  return (
    <fieldset className="fieldset">
      <legend>
        Detail of pictures <code className="muted">detail</code>
      </legend>
      <div className="segments">
        {details.map((detail) => (
          <label key={detail} className="segment">
            <input
              type="radio"
              name="detail"
              value={detail}
              checked={value === detail}
              onChange={() => onChange(detail)}
            />
            <span>{detail}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
