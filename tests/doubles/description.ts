import assert from "node:assert/strict";
import { Compile } from "typebox/compile";
import { type HttpCall, type Reply, send } from "./http-client.ts";
import { at, listAt } from "./json.ts";

type Json = Readonly<Record<string, unknown>>;

/** The gateway's own description of itself, as a witness of what it answers. */
export interface Description {
  readonly document: Json;
  /** `GET /v1/models/{id}`, for every operation. */
  readonly operations: readonly string[];
  /** Sends a call and asserts that its answer is as described; answers what came. */
  send(call: HttpCall): Promise<Reply>;
  /** The operations of which a success was seen. */
  readonly seen: ReadonlySet<string>;
}

export function openDescription(document: unknown): Description {
  assert(isObject(document), "the description is an object");
  const operations = operationsOf(document);
  const seen = new Set<string>();
  return {
    document,
    operations: [...operations.keys()],
    seen,
    send: async (call) => {
      const reply = await send(call);
      const method = call.method ?? (call.body === undefined ? "GET" : "POST");
      const { pathname } = new URL(call.url);
      const name = [...operations.keys()]
        .filter((one) => matches(one, method, pathname))
        .sort((one, other) => pathParameters(one) - pathParameters(other))[0];
      assert(name !== undefined, `${method} ${pathname} is described`);
      checkReply(document, { name, operation: operations.get(name) ?? {}, reply });
      if (reply.status < 300) seen.add(name);
      return reply;
    },
  };
}

function operationsOf(document: Json): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  for (const [path, methods] of entriesOf(document["paths"])) {
    for (const [method, operation] of entriesOf(methods)) {
      assert(isObject(operation), `${method} ${path} is an object`);
      found.set(`${method.toUpperCase()} ${path}`, operation);
    }
  }
  return found;
}

function matches(name: string, method: string, pathname: string): boolean {
  const [own, path = ""] = name.split(" ");
  // Only the names of models may hold slashes.
  const step = path.startsWith("/v1/models/") ? ".+" : "[^/]+";
  return own === method && new RegExp(`^${path.replaceAll(/\{\w+\}/g, step)}$`).test(pathname);
}

function pathParameters(name: string): number {
  return name.split("{").length;
}

interface Seen {
  readonly name: string;
  readonly operation: Json;
  readonly reply: Reply;
}

function checkReply(document: Json, { name, operation, reply }: Seen): void {
  const { status, headers, text, json } = reply;
  const told = `${name} ${status}: ${text.slice(0, 500)}`;
  const response = at(operation["responses"], String(status));
  assert(response !== undefined, `an undescribed status: ${told}`);
  // Where another dialect has the status as its code, ours is among its details.
  const code = typeof reply.code === "number" ? at(json, googlesCode) : reply.code;
  if (status >= 400 && code !== undefined) {
    const description = String(at(response, "description"));
    assert(description.includes(`\`${String(code)}\``), `an undescribed refusal: ${told}`);
  }
  const type = String(headers["content-type"]).split(";")[0] ?? "";
  const content = at(response, "content");
  const schema = isObject(content) ? at(content[type], "schema") : undefined;
  assert(schema !== undefined, `an undescribed ${type}: ${told}`);
  const value = type === "application/json" ? json : text;
  const values = type === "text/event-stream" ? eventsOf(text) : [value];
  for (const one of values) assertMatches(document, schema, { value: one, told });
}

const googlesCode = "error.details.0.metadata.code";

/** The JSON of each event but `[DONE]`. */
function eventsOf(text: string): readonly unknown[] {
  return [...text.matchAll(/^data: (\{.*)$/gm)].map((match): unknown => JSON.parse(match[1] ?? ""));
}

/** Asserts that a value is as described, and that nothing in it is undescribed. */
export function assertMatches(
  document: Json,
  schema: unknown,
  { value, told }: { readonly value: unknown; readonly told: string },
): void {
  const closed = close(document, schema);
  assert(isObject(closed), "a schema is an object");
  const validator = Compile(closed);
  if (validator.Check(value)) return;
  const [first] = validator.Errors(value);
  assert.fail(`${first?.instancePath} ${first?.message}, in ${told}`);
}

/** References resolved, and every object closed, so that a field left undescribed is found. */
function close(document: Json, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((one) => close(document, one));
  if (!isObject(schema)) return schema;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    return close(document, at(document, reference.slice(2).replaceAll("/", ".")));
  }
  const within = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, close(document, value)]),
  );
  if (!isObject(within["properties"]) || "additionalProperties" in within) return within;
  return { ...within, additionalProperties: false };
}

/** Every schema of the document that has examples, with a name for it. */
export function examplesIn(document: Json): readonly { name: string; schema: Json }[] {
  const found: { name: string; schema: Json }[] = [];
  const look = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const one of value) look(one, name);
    if (!isObject(value)) return;
    if (Array.isArray(value["examples"])) found.push({ name, schema: value });
    for (const [key, one] of Object.entries(value)) {
      if (key !== "examples") look(one, `${name}/${key}`);
    }
  };
  look(document, "");
  return found;
}

export function exampleOf(schema: Json): readonly unknown[] {
  return listAt(schema, "examples");
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
