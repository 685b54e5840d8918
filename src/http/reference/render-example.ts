import type { Operation, Schema } from "../openapi/document.ts";
import { type Html, html } from "./html.ts";
import { propertiesOf, resolve, type Schemas, schemasAt } from "./read-schema.ts";

/** An operation where it stands. */
export interface Place {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The call in cURL, and what comes of it. */
export function renderExamples(schemas: Schemas, place: Place): Html {
  const bodies = bodiesOf(schemas, place.operation);
  const calls = bodies.length === 0 ? [writeCurl(place, null)] : bodies.map(curlOf(place));
  return html`
<div class="examples">
${calls.map((text) => renderBlock("cURL", text))}
${renderAnswer(schemas, place.operation)}
</div>`;
}

function curlOf(place: Place): (body: unknown) => string {
  return (body) => writeCurl(place, body);
}

function bodiesOf(schemas: Schemas, operation: Operation): readonly unknown[] {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return [];
  const { examples } = resolve(schemas, schema);
  return Array.isArray(examples) ? examples : [];
}

/** A call as a shell takes it: `$GATEWAY`, the secret and ids come from its environment. */
function writeCurl({ method, path, operation }: Place, body: unknown): string {
  const query = (operation.parameters ?? [])
    .filter((one) => one.in === "query" && one.required)
    .map(({ name }) => `${name}=$${name.toUpperCase()}`)
    .join("&");
  const address = `$GATEWAY${path.replace(/\{(\w+)\}/, "$ID")}${query === "" ? "" : `?${query}`}`;
  const [access] = operation.security.flatMap((one) => Object.keys(one));
  const parts = [
    `curl${streams(operation, body) ? " -N" : ""}${methodFlag(method, body)} "${address}"`,
    ...(access === undefined ? [] : (credentials[access] ?? [])),
    ...(body === null ? [] : ['-H "Content-Type: application/json"', `-d ${quote(body)}`]),
  ];
  return parts.join(" \\\n  ");
}

/** What a call shows of itself, by the first of the ways that it may. */
const credentials: Readonly<Record<string, readonly string[]>> = {
  admin: ['-H "Authorization: Bearer $ADMIN_TOKEN"'],
  key: ['-H "Authorization: Bearer $API_KEY"'],
  session: ['-b "farebox_session=$SESSION"', '-H "X-Farebox-Csrf: $CSRF_TOKEN"'],
};

function streams(operation: Operation, body: unknown): boolean {
  const [ok] = Object.values(operation.responses);
  const types = Object.keys(ok?.content ?? {});
  if (!types.includes("text/event-stream")) return false;
  return types.length === 1 || (typeof body === "object" && body !== null && "stream" in body);
}

function methodFlag(method: string, body: unknown): string {
  return method === (body === null ? "GET" : "POST") ? "" : ` -X ${method}`;
}

function quote(body: unknown): string {
  return `'${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`;
}

function renderAnswer(schemas: Schemas, operation: Operation): Html | null {
  const [found] = Object.entries(operation.responses);
  const schema = found?.[1].content?.["application/json"]?.schema;
  if (found === undefined || schema === undefined) return null;
  const example = exampleOf(schemas, schema);
  if (example === undefined) return null;
  return renderBlock(`Answer ${found[0]}`, JSON.stringify(example, null, 2));
}

/** A value as the schema's own example has it, or put together from those of its parts. */
function exampleOf(schemas: Schemas, given: Schema): unknown {
  const schema = resolve(schemas, given);
  const { examples } = schema;
  if (Array.isArray(examples)) return examples[0];
  if ("const" in schema) return schema["const"];
  const choices = schemasAt(schema, "anyOf");
  if (choices.some((one) => one["type"] === "null")) return null;
  const [first] = choices;
  if (first !== undefined) return exampleOf(schemas, first);
  const [items] = schemasAt(schema, "items");
  if (items !== undefined) return listOf(exampleOf(schemas, items));
  const properties = propertiesOf(schema);
  if (properties.length === 0) return undefined;
  const values = properties.map((one) => [one.name, exampleOf(schemas, one.schema)] as const);
  return values.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(values);
}

function listOf(example: unknown): unknown {
  return example === undefined ? undefined : [example];
}

/** A block that scrolls by itself; reachable by keyboard, since it may scroll. */
function renderBlock(title: string, text: string): Html {
  return html`
<figure class="block">
<figcaption>${title}</figcaption>
<pre tabindex="0"><code>${text}</code></pre>
</figure>`;
}
