import type { TObject, TSchema } from "typebox";
import { rolesCovering } from "../../core/access/operator.ts";
import { assert } from "../../core/assert.ts";
import { refusals } from "../../core/refusal.ts";
import { errorSchema, refusalHeaders } from "../schemas/error.ts";
import type { RegisteredRoute } from "./collect-routes.ts";
import { type Answer, type RouteDescription, type Tag, tags } from "./described.ts";
import type { Content, OpenApiDocument, Operation, Parameter, Response } from "./document.ts";
import { type Access, accessOf, refusalsOf } from "./refusals-of.ts";
import { Components } from "./write-schema.ts";

/** What the gateway answers at `/openapi.json`: every endpoint, from the schemas that check it. */
export function writeDocument(
  routes: readonly RegisteredRoute[],
  version: string,
): OpenApiDocument {
  const components = new Components();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const tag of Object.keys(tags)) {
    for (const route of routes) {
      const { described, path } = route;
      assert(described !== null, `${route.method} ${path} has its description beside it`);
      if (described.tag !== tag) continue;
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: writeOperation(route, described, components),
      };
    }
  }
  return {
    openapi: "3.1.1",
    info: { title: "Farebox", version, description: introduction },
    servers: [{ url: "/", description: "This gateway." }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes, headers: errorHeaders, schemas: components.all() },
    "x-refusals": refusals,
  };
}

const introduction = `A toll gate for multimodal models: it knows what a request will cost before \
it is sent, holds that money, cuts the stream when the money is gone, and charges exactly what was \
produced.

Amounts are decimal strings in dollars, exact to the picodollar; \`usage.cost\` alone is a number. \
Errors have one shape and one code each. Whoever repeats failed calls by itself should obey the \
header \`x-should-retry\`: it is \`false\` where repeating can't help or would be charged again.`;

const securitySchemes = {
  key: {
    type: "http",
    scheme: "bearer",
    description: "A key `sk-…`, which belongs to one project of one account.",
  },
  admin: { type: "http", scheme: "bearer", description: "An operator's token." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "farebox_session",
    description: "A browser that is signed in to the console.",
  },
};

const errorHeaders = Object.fromEntries(
  Object.entries(refusalHeaders).map(([name, schema]) => [name, writeHeader(schema)]),
);

function writeHeader({ description, ...schema }: TSchema & { readonly description?: string }) {
  return { ...(description === undefined ? {} : { description }), schema };
}

const securityOf: Readonly<Record<Access, Operation["security"]>> = {
  open: [],
  session: [{ session: [] }],
  key: [{ key: [] }, { session: [] }],
  admin: [{ admin: [] }, { session: [] }],
};

function writeOperation(
  route: RegisteredRoute,
  described: RouteDescription,
  components: Components,
): Operation {
  const parameters = writeParameters(described, components);
  const { body } = described;
  const description = describe(route, described);
  const access = accessOf(route.path);
  return {
    operationId: described.operationId,
    tags: [described.tag satisfies Tag],
    summary: described.summary,
    ...(description === undefined ? {} : { description }),
    security: described.open === true ? [] : securityOf[access],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: writeContent({ "application/json": body }, components),
          },
        }),
    responses: {
      ...writeAnswers(described.answers, components),
      ...writeRefusals(route, described, components),
    },
  };
}

/** What is said of an endpoint, and who may write where not everybody may. */
function describe(route: RegisteredRoute, described: RouteDescription): string | undefined {
  if (accessOf(route.path) !== "admin" || route.method === "GET") return described.description;
  const may = rolesCovering(described.leastRole ?? "owner").map((role) => `\`${role}\``);
  return [described.description, `For operators with the role ${may.join(" or ")}.`]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

function writeParameters(described: RouteDescription, components: Components): Parameter[] {
  const places = [
    ["path", described.params],
    ["query", described.querystring],
    ["header", described.headers],
  ] as const;
  return places.flatMap(([place, schema]) =>
    schema === undefined ? [] : writePlace(place, schema, components),
  );
}

function writePlace(place: Parameter["in"], object: TObject, components: Components): Parameter[] {
  const required: readonly string[] = object.required ?? [];
  return Object.entries(object.properties).map(([name, property]) => {
    const { description, ...schema } = components.write(property);
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(typeof description === "string" ? { description } : {}),
      schema,
    };
  });
}

function writeAnswers(
  answers: RouteDescription["answers"],
  components: Components,
): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, writeAnswer(answer, components)]),
  );
}

function writeAnswer(answer: Answer, components: Components): Response {
  const headers = Object.entries(answer.headers ?? {});
  return {
    description: answer.description,
    ...(headers.length === 0
      ? {}
      : {
          headers: Object.fromEntries(headers.map(([name, schema]) => [name, writeHeader(schema)])),
        }),
    content: writeContent(answer.content, components),
  };
}

function writeContent(content: Answer["content"], components: Components): Content {
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [type, { schema: components.write(schema) }]),
  );
}

/** One response for each status, which names all codes that come with it. */
function writeRefusals(
  route: RegisteredRoute,
  { error = errorSchema }: RouteDescription,
  components: Components,
): Record<string, Response> {
  const codes = refusalsOf(route);
  const content = writeContent({ "application/json": error }, components);
  const statuses = [...new Set(codes.map((code) => refusals[code].status))];
  return Object.fromEntries(
    statuses.map((status): [string, Response] => {
      const here = codes.filter((code) => refusals[code].status === status);
      const told = here.map((code) => `\`${code}\`: ${refusals[code].meaning}`);
      const description = told.join(" ");
      const response = { description, headers: headerReferences, content, "x-codes": here };
      return [String(status), response];
    }),
  );
}

const headerReferences = Object.fromEntries(
  Object.keys(refusalHeaders).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);
