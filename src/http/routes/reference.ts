import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import type { RegisteredRoute } from "../openapi/collect-routes.ts";
import { writeDocument } from "../openapi/write-document.ts";
import { renderPage } from "../reference/render-page.ts";
import { showDocument, showReference, showStylesheet } from "../schemas/operation.ts";

/** What the gateway says of itself; `routes` fills while endpoints register. */
export function reference(
  app: FastifyInstance,
  edge: Edge,
  routes: readonly RegisteredRoute[],
): void {
  let document: string | null = null;
  let page: string | null = null;

  app.get("/openapi.json", { schema: showDocument }, (_request, reply) => {
    document ??= JSON.stringify(writeDocument(routes, edge.version));
    return reply.type("application/json; charset=utf-8").send(document);
  });

  app.get("/docs", { schema: showReference }, (_request, reply) => {
    page ??= renderPage(writeDocument(routes, edge.version));
    return reply.headers(pageHeaders).type("text/html; charset=utf-8").send(page);
  });

  app.get("/docs/style.css", { schema: showStylesheet }, (_request, reply) =>
    reply.headers(pageHeaders).type("text/css; charset=utf-8").send(stylesheet),
  );
}

const stylesheet = readFileSync(new URL("../reference/style.css", import.meta.url), "utf8");

/** The page needs its stylesheet and nothing else, from here and from nowhere else. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};
