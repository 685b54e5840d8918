import type { Status } from "../api/calls.ts";

const looks: Readonly<Record<Status, string>> = {
  running: "badge warn",
  completed: "badge good",
  stopped: "badge",
  cancelled: "badge",
  cut: "badge bad",
  failed: "badge bad",
  recovered: "badge warn",
};

/** How a call stands, by its word; the colour only repeats it. */
export function StatusBadge({ status }: { readonly status: Status }) {
  return <span className={looks[status]}>{status}</span>;
}
