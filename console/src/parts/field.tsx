import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { Refused } from "../api/call.ts";

interface FieldProps {
  readonly label: string;
  /** What is allowed, or what comes of it. */
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Gets the id and what describes it, to put on the control. */
  readonly children: (control: ControlProps) => ReactNode;
}

export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

/** A label, its control, a hint, and what the gateway says of what was entered. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [
    hint === undefined ? "" : `${id}-hint`,
    error === undefined ? "" : `${id}-error`,
  ];
  const by = described.filter((one) => one !== "").join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": by === "" ? undefined : by,
        "aria-invalid": error !== undefined,
      })}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <input className="input" {...input} {...control} />}
    </Field>
  );
}

/** What the gateway says of one field; undefined where its refusal is about another. */
export function errorAt(error: unknown, ...names: readonly string[]): string | undefined {
  if (!(error instanceof Refused) || error.param === null) return undefined;
  return names.includes(error.param) ? error.message : undefined;
}

/** What is wrong with a form as a whole: everything that none of its fields has shown. */
export function FormError({
  error,
  fields = [],
}: {
  readonly error: unknown;
  readonly fields?: readonly string[];
}) {
  if (!(error instanceof Error)) return null;
  if (error instanceof Refused && error.param !== null && fields.includes(error.param)) return null;
  return (
    <p className="form-error" role="alert">
      {error.message}
    </p>
  );
}
