import type { TSchema } from "typebox";
import { assert } from "../../core/assert.ts";
import type { Schema } from "./document.ts";

/** Gathers the schemas that have a name of their own, so that each is told once. */
export class Components {
  readonly #schemas = new Map<string, Schema>();

  /** By name. */
  all(): Readonly<Record<string, Schema>> {
    const sorted = [...this.#schemas].sort(([one], [other]) => one.localeCompare(other, "en"));
    return Object.fromEntries(sorted);
  }

  /** The schema as plain data, with a reference in place of each schema that has a title. */
  write(schema: TSchema): Schema {
    const plain: unknown = JSON.parse(JSON.stringify(schema));
    assert(isSchema(plain), "a schema is an object");
    return this.#hoist(plain);
  }

  #hoist(schema: Schema): Schema {
    const name = schema["title"];
    if (typeof name !== "string") return this.#within(schema);
    const written = this.#within(schema);
    const known = this.#schemas.get(name);
    assert(
      known === undefined || JSON.stringify(known) === JSON.stringify(written),
      `only one schema is called ${name}`,
    );
    this.#schemas.set(name, written);
    return { $ref: `#/components/schemas/${name}` };
  }

  /** What lies within a schema, each part hoisted where it has a name. */
  #within(schema: Schema): Schema {
    const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
      if (key === "properties") return [key, this.#each(value)];
      // Examples and constants are values, whatever they look like.
      if (key === "examples" || key === "const" || key === "default") return [key, value];
      if (Array.isArray(value)) return [key, value.map((one) => this.#value(one))];
      return [key, this.#value(value)];
    });
    return asEnum(Object.fromEntries(entries));
  }

  #each(properties: unknown): Schema {
    const entries = isSchema(properties) ? Object.entries(properties) : [];
    return Object.fromEntries(entries.map(([name, value]) => [name, this.#value(value)]));
  }

  #value(value: unknown): unknown {
    return isSchema(value) ? this.#hoist(value) : value;
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A choice between constants reads better as a list of them. */
function asEnum(schema: Schema): Schema {
  const { anyOf, ...others } = schema;
  if (!Array.isArray(anyOf) || !anyOf.every((one) => isSchema(one) && "const" in one)) {
    return schema;
  }
  const types = new Set(anyOf.map((one: Schema) => one["type"]));
  const [type] = types;
  return {
    ...(types.size === 1 && typeof type === "string" ? { type } : {}),
    enum: anyOf.map((one: Schema) => one["const"]),
    ...others,
  };
}
