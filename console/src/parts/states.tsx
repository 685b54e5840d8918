import type { ReactNode } from "react";
import { ServerLost } from "../api/call.ts";
import { Icon, type IconName } from "./icon.tsx";

/** Where nothing is yet: says what would be here, and the next step to it. */
export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      <p>{props.children}</p>
      {props.action}
    </div>
  );
}

/** What the gateway refused, in its own words; a lost server shows itself at the top instead. */
export function Failure({ error }: { readonly error: unknown }) {
  if (error instanceof ServerLost) {
    return <p className="muted">Waiting for the gateway to come back.</p>;
  }
  return (
    <p className="form-error" role="alert">
      {error instanceof Error ? error.message : "Something went wrong."}
    </p>
  );
}

interface LoadingProps {
  readonly rows?: number;
  /** Figures beside each other are awaited, and not rows. */
  readonly figures?: boolean;
}

/** In the place of what is being asked for: as high as what will come. */
export function Loading({ rows = 3, figures = false }: LoadingProps) {
  const classes = figures ? "loading figures" : "loading";
  return (
    <div className={classes} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
        <span key={row} />
      ))}
    </div>
  );
}

interface AskedProps<Data> extends LoadingProps {
  readonly query: { readonly data: Data | undefined; readonly error: unknown };
  readonly children: (data: Data) => ReactNode;
}

/** What was asked for, once it is there; until then its place, or why it isn't. */
export function Asked<Data>({ query, children, ...place }: AskedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  return query.error === null ? <Loading {...place} /> : <Failure error={query.error} />;
}
