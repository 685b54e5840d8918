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
] as const satisfies readonly {
  readonly to: string;
  readonly name: string;
  readonly icon: IconName;
  /** Only operators see it. */
  readonly operators: boolean;
}[];
