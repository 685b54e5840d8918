import type { FastifyInstance } from "fastify";
import type { RouteDescription } from "./described.ts";

/** An endpoint as it was registered. */
export interface RegisteredRoute {
  readonly method: string;
  /** With `{id}` for a step that varies. */
  readonly path: string;
  /** Null where its file describes nothing, which a test refuses. */
  readonly described: RouteDescription | null;
}

/** Takes note of every endpoint that is registered from here on. */
export function collectRoutes(app: FastifyInstance): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, url, schema }) => {
    for (const one of [method].flat()) {
      // The framework answers HEAD wherever it answers GET.
      if (one === "HEAD") continue;
      const path = url.replaceAll(/:(\w+)/g, "{$1}").replace("*", "{id}");
      for (const described of [schema?.described ?? null, ...(schema?.alsoDescribed ?? [])]) {
        routes.push({ method: one, path: described?.path ?? path, described });
      }
    }
  });
  return routes;
}
