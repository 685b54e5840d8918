import { assert } from "../../core/assert.ts";
import type { OpenApiDocument, Schema } from "../openapi/document.ts";

export type Schemas = OpenApiDocument["components"]["schemas"];

const referenceStart = "#/components/schemas/";

/** The name of the component that a schema refers to, or null. */
export function referredName(schema: Schema): string | null {
  const { $ref } = schema;
  return typeof $ref === "string" ? $ref.slice(referenceStart.length) : null;
}

/** The schema itself, where it may be a reference. */
export function resolve(schemas: Schemas, schema: Schema): Schema {
  const name = referredName(schema);
  if (name === null) return schema;
  const found = schemas[name];
  assert(found !== undefined, `the document has a schema called ${name}`);
  return found;
}

/** The schemas that lie at this key: one, several, or none. */
export function schemasAt(schema: Schema, key: string): readonly Schema[] {
  return [schema[key]].flat().filter(isSchema);
}

/** Each property with its schema, and whether it has to be there. */
export function propertiesOf(schema: Schema): readonly Property[] {
  const { properties, required } = schema;
  if (!isSchema(properties)) return [];
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, one]) =>
    isSchema(one) ? [{ name, schema: one, required: needed.includes(name) }] : [],
  );
}

export interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export function textAt(schema: Schema, key: string): string | null {
  const text = schema[key];
  return typeof text === "string" ? text : null;
}

export function numberAt(schema: Schema, key: string): number | null {
  const number = schema[key];
  return typeof number === "number" ? number : null;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
