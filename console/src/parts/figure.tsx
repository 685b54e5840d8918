import type { ReactNode } from "react";

/** One number with its name. */
export function Figure(props: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}) {
  return (
    <div>
      <dt className="figure-label">{props.label}</dt>
      <dd className="figure-value">{props.value}</dd>
      {props.note === undefined ? null : <dd className="muted small">{props.note}</dd>}
    </div>
  );
}

/** A few of them beside each other. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="figures">{children}</dl>;
}
