import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { Compile } from "typebox/compile";
import { limits } from "../core/limits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { guardAdmin } from "./admin-access.ts";
import { allowOrigins } from "./allow-origins.ts";
import { errorShapeFor } from "./dialects/error-shape.ts";
import type { Edge } from "./edge.ts";
import { collectRoutes } from "./openapi/collect-routes.ts";
import { internalFault, sendRefusal } from "./refusals.ts";
import { refuseUnreadable } from "./refuse-unreadable.ts";
import { consolePages } from "./routes/console/pages.ts";
import { documentation } from "./routes/documentation.ts";
import { adminRoutes, consoleRoutes, publicRoutes } from "./routes.ts";
import { refuseSchema, type SchemaError } from "./schemas/schema-error.ts";

/** The HTTP server, not yet listening. */
export async function createServer(edge: Edge): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: limits.adminBodyBytesMax,
    // While draining, calls are told so by the road itself, in OpenAI's shape.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    keepAliveTimeout: limits.keepAliveMs,
    routerOptions: { maxParamLength: limits.pathCharactersMax },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (_error, request, reply) => sendNoPath(request, reply),
  });
  app.setErrorHandler((error: FastifyError, { url, headers }, reply) => {
    sendRefusal(reply, readError(edge, error), errorShapeFor(url, headers));
  });
  const findPage = consolePages();
  app.setNotFoundHandler((request, reply) => {
    const page = findPage(request);
    return page === null ? sendNoPath(request, reply) : page(request, reply);
  });

  allowOrigins(app, edge.gateway.settings.corsOrigins);
  const routes = collectRoutes(app);
  await app.register(async (scope) => {
    // Bodies of calls are read by the road's own reader, after the caller is known.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    for (const route of publicRoutes) route(scope, edge);
    documentation(scope, edge, routes);
  });
  await app.register(async (scope) => {
    checkSchemas(scope);
    guardAdmin(scope, edge);
    for (const route of adminRoutes) route(scope, edge);
  });
  await app.register(async (scope) => {
    checkSchemas(scope);
    for (const route of consoleRoutes) route(scope, edge);
  });
  return app;
}

/** Holds queries and bodies against the schemas of their routes. */
function checkSchemas(scope: FastifyInstance): void {
  scope.setValidatorCompiler(({ schema, httpPart }) =>
    compileSchema(schema, { fromText: httpPart === "querystring" }),
  );
}

function sendNoPath({ url, headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refuse("not_found", `There is no ${url.split("?")[0]?.slice(0, 200)} here.`);
  return sendRefusal(reply, refusal, errorShapeFor(url, headers));
}

/** Query strings come as text, so their numbers are read from it; a body's types are its own. */
function compileSchema(schema: unknown, { fromText }: { readonly fromText: boolean }) {
  const validator = Compile(schema as object);
  return (value: unknown): { value: unknown } | { error: Error } => {
    const converted = fromText ? validator.Convert(value) : value;
    if (validator.Check(converted)) return { value: converted };
    return { error: new SchemaMismatch([...validator.Errors(converted)]) };
  };
}

class SchemaMismatch extends Error {
  readonly refusal: Refusal;

  constructor(errors: readonly SchemaError[]) {
    super("a body or query does not match its schema");
    this.refusal = refuseSchema(errors);
  }
}

function readError(edge: Edge, error: FastifyError): Refusal {
  if (error instanceof SchemaMismatch) return error.refusal;
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return refuse("body_too_large", `The body is larger than ${limits.adminBodyBytesMax} bytes.`);
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return refuse("invalid_request", error.message.slice(0, 200));
  }
  edge.gateway.log.error({ error: String(error) }, "a request met a fault");
  return internalFault();
}
