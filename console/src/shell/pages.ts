import type { IconName } from "../parts/icon.tsx";

/** The pages that the navigation leads to, in its order; each is added here and in the router. */
export const pages = [
  { to: "/", name: "Overview", icon: "overview", operators: false },
  { to: "/models", name: "Models", icon: "models", operators: false },
  { to: "/playground", name: "Playground", icon: "playground", operators: false },
  { to: "/keys", name: "Keys", icon: "keys", operators: false },
  { to: "/usage", name: "Usage", icon: "usage", operators: false },
  { to: "/statements", name: "Statements", icon: "statements", operators: false },
  { to: "/planner", name: "Planner", icon: "planner", operators: false },
  { to: "/settings", name: "Settings", icon: "settings", operators: false },
  { to: "/operator/accounts", name: "Accounts", icon: "accounts", operators: true },
  { to: "/operator/prices", name: "Prices", icon: "prices", operators: true },
  { to: "/operator/upstreams", name: "Upstreams", icon: "upstreams", operators: true },
  { to: "/operator/books", name: "Books", icon: "books", operators: true },
  { to: "/operator/alerts", name: "Alerts", icon: "alerts", operators: true },
  { to: "/operator/operators", name: "Operators", icon: "operator", operators: true },
] as const satisfies readonly {
  readonly to: string;
  readonly name: string;
  readonly icon: IconName;
  /** Only operators see it. */
  readonly operators: boolean;
}[];
