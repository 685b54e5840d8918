import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
} from "@tanstack/react-router";
import { client, sessionEnded } from "./api/client.ts";
import { loadPage } from "./api/load-page.ts";
import type { Session } from "./api/session.ts";
import { sessionQuery } from "./api/session-query.ts";
import { readModelsSearch } from "./pages/models/models-search.ts";
import { readPricesSearch } from "./pages/operator/prices-search.ts";
import { Overview } from "./pages/overview/overview.tsx";
import { readPlannerSearch } from "./pages/planner/planner-search.ts";
import { readStatementsSearch } from "./pages/statements/statements-search.ts";
import { readUsageSearch } from "./pages/usage/usage-search.ts";
import { BrokenPage } from "./shell/broken-page.tsx";
import { leaveFrom } from "./shell/leave.ts";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Everything that needs somebody to be signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  /** Operators look at one account, or at all of them. */
  validateSearch: ({ account }: Record<string, unknown>): { account?: string } =>
    typeof account === "string" ? { account } : {},
  beforeLoad: async ({ location }) => {
    const session = await findSession(location.href);
    // The gateway refuses members there anyway; a page that shows nothing else would be a riddle.
    if (session.kind === "member" && location.pathname.startsWith("/operator/")) throw notFound();
    return { session };
  },
});

async function findSession(href: string): Promise<Session> {
  try {
    return await client.ensureQueryData(sessionQuery);
  } catch (error) {
    if (!sessionEnded(error)) throw error;
    leaveFrom(href);
    return await new Promise<never>(() => undefined);
  }
}

const overview = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: Overview,
});

const keys = createRoute({
  getParentRoute: () => inside,
  path: "/keys",
  component: lazyRouteComponent(() => loadPage(() => import("./pages/keys/keys.tsx")), "Keys"),
});

const usage = createRoute({
  getParentRoute: () => inside,
  path: "/usage",
  component: lazyRouteComponent(() => loadPage(() => import("./pages/usage/usage.tsx")), "Usage"),
  validateSearch: readUsageSearch,
});

const statements = createRoute({
  getParentRoute: () => inside,
  path: "/statements",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/statements/statements.tsx")),
    "Statements",
  ),
  validateSearch: readStatementsSearch,
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/settings/settings.tsx")),
    "Settings",
  ),
});

const oneCall = createRoute({
  getParentRoute: () => inside,
  path: "/calls/$id",
  component: lazyRouteComponent(() => loadPage(() => import("./pages/calls/call.tsx")), "Call"),
});

const models = createRoute({
  getParentRoute: () => inside,
  path: "/models",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/models/models.tsx")),
    "Models",
  ),
  validateSearch: readModelsSearch,
});

const oneModel = createRoute({
  getParentRoute: () => inside,
  path: "/models/$id",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/model/model.tsx")),
    "OneModel",
  ),
});

const playground = createRoute({
  getParentRoute: () => inside,
  path: "/playground",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/playground/playground.tsx")),
    "Playground",
  ),
  /** The model that is asked first. */
  validateSearch: ({ model }: Record<string, unknown>): { model?: string } =>
    typeof model === "string" ? { model } : {},
});

const planner = createRoute({
  getParentRoute: () => inside,
  path: "/planner",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/planner/planner.tsx")),
    "Planner",
  ),
  validateSearch: readPlannerSearch,
});

const accounts = createRoute({
  getParentRoute: () => inside,
  path: "/operator/accounts",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/accounts.tsx")),
    "Accounts",
  ),
});

const prices = createRoute({
  getParentRoute: () => inside,
  path: "/operator/prices",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/prices.tsx")),
    "Prices",
  ),
  validateSearch: readPricesSearch,
});

const upstreams = createRoute({
  getParentRoute: () => inside,
  path: "/operator/upstreams",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/upstreams.tsx")),
    "Upstreams",
  ),
});

const books = createRoute({
  getParentRoute: () => inside,
  path: "/operator/books",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/books.tsx")),
    "Books",
  ),
});

const alerts = createRoute({
  getParentRoute: () => inside,
  path: "/operator/alerts",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/alerts.tsx")),
    "Alerts",
  ),
});

const operators = createRoute({
  getParentRoute: () => inside,
  path: "/operator/operators",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/operators.tsx")),
    "Operators",
  ),
});

const oneAccount = createRoute({
  getParentRoute: () => inside,
  path: "/operator/accounts/$id",
  component: lazyRouteComponent(
    () => loadPage(() => import("./pages/operator/account.tsx")),
    "AccountPage",
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    inside.addChildren([
      overview,
      models,
      oneModel,
      playground,
      keys,
      usage,
      statements,
      planner,
      accounts,
      oneAccount,
      prices,
      upstreams,
      books,
      alerts,
      operators,
      settings,
      oneCall,
    ]),
  ]),
  defaultErrorComponent: BrokenPage,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
