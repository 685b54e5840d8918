import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../../core/refusal.ts";
import type { Edge } from "../edge.ts";
import type { RegisteredRoute } from "../openapi/collect-routes.ts";
import { writeDocument } from "../openapi/write-document.ts";
import { sendRefusal } from "../refusals.ts";
import {
  showAllText,
  showContentsText,
  showDocument,
  showGuide,
  showHome,
} from "../schemas/documentation.ts";
import { openSite, type Resource, type Site } from "../site/open-site.ts";

/** What the gateway says of itself; `routes` fills while endpoints register. */
export function documentation(
  app: FastifyInstance,
  edge: Edge,
  routes: readonly RegisteredRoute[],
): void {
  let document: string | null = null;
  let opened: Site | null = null;
  // Nobody waits at the start for what most never ask for.
  const open = (): Site => {
    opened ??= openSite(() => writeDocument(routes, edge.version), edge.version);
    return opened;
  };

  app.get("/openapi.json", { schema: showDocument }, (_request, reply) => {
    document ??= JSON.stringify(writeDocument(routes, edge.version));
    return reply.type("application/json; charset=utf-8").send(document);
  });

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const site = open();
    const address = (request.url.split("?")[0] ?? "").slice(1);
    // A link with a slash at its end means the page, whose own links are relative to its address.
    if (address.endsWith("/")) {
      const found = site.find(address.slice(0, -1));
      const last = address.slice(0, -1).split("/").at(-1) ?? "";
      if (found !== null) return reply.headers(pageHeaders).redirect(`../${last}`, 308);
    }
    const resource = await site.find(address);
    if (resource !== null) return sendResource(request, reply, resource);
    if (!(request.headers.accept ?? "").includes("text/html")) {
      return sendRefusal(reply, refuse("not_found", `There is no /${address.slice(0, 200)} here.`));
    }
    const page = site.missing(address);
    return reply.code(404).headers(pageHeaders).type("text/html; charset=utf-8").send(page);
  };
  app.get("/docs", { schema: showHome }, answer);
  app.get("/docs/*", { schema: showGuide }, answer);
  app.get("/llms.txt", { schema: showContentsText }, answer);
  app.get("/llms-full.txt", { schema: showAllText }, answer);
}

function sendResource(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, body, etag }: Resource,
): FastifyReply {
  reply.headers(pageHeaders).header("etag", etag).type(type);
  return request.headers["if-none-match"] === etag ? reply.code(304).send() : reply.send(body);
}

/** The pages need their own stylesheet, script, pictures and index, and nothing from elsewhere. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};
