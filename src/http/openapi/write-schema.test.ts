import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { Components } from "./write-schema.ts";

test("a schema with a title is told once and referred to, however deep it lies", () => {
  const money = Type.Object({ amount: Type.String() }, { title: "Money" });
  const components = new Components();
  const written = components.write(
    Type.Object({ one: money, many: Type.Array(Type.Union([money, Type.Null()])) }),
  );
  const reference = { $ref: "#/components/schemas/Money" };
  assert.deepEqual(written, {
    type: "object",
    required: ["one", "many"],
    properties: {
      one: reference,
      many: { type: "array", items: { anyOf: [reference, { type: "null" }] } },
    },
  });
  assert.deepEqual(components.all(), {
    Money: {
      title: "Money",
      type: "object",
      required: ["amount"],
      properties: { amount: { type: "string" } },
    },
  });
});

test("two schemas of one name are a mistake", () => {
  const components = new Components();
  components.write(Type.Object({}, { title: "Thing" }));
  assert.throws(
    () => components.write(Type.Object({ a: Type.String() }, { title: "Thing" })),
    /only one schema is called Thing/,
  );
});

test("a choice between constants is a list of them; examples stay as they are", () => {
  const choice = Type.Union([Type.Literal("a"), Type.Literal("b")], { description: "one" });
  const example = { anyOf: [{ title: "no schema" }] };
  const components = new Components();
  assert.deepEqual(components.write(choice), {
    type: "string",
    enum: ["a", "b"],
    description: "one",
  });
  assert.deepEqual(components.write(Type.Object({}, { examples: [example] }))["examples"], [
    example,
  ]);
  assert.deepEqual(components.all(), {});
});
