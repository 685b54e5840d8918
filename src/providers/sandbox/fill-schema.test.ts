import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { type FactSource, factSource } from "./facts-by-name.ts";
import { fillSchema } from "./fill-schema.ts";

function facts(question: string): FactSource {
  return factSource({ question, messageCount: 1, pictures: [], toolResults: [] });
}

const names = fc.constantFrom("width", "count", "title", "colors", "description", "x", "isDark");
const leaf = fc.oneof(
  fc.record({ type: fc.constant("string"), maxLength: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ type: fc.constant("string"), minLength: fc.integer({ min: 0, max: 80 }) }),
  fc.record({ type: fc.constant("integer"), minimum: fc.integer(), multipleOf: fc.constant(3) }),
  fc.record({ type: fc.constant("number"), maximum: fc.integer({ min: -50, max: 50 }) }),
  fc.record({
    type: fc.constant("integer"),
    exclusiveMinimum: fc.integer({ min: -9, max: 9 }),
    maximum: fc.integer({ min: 10, max: 20 }),
  }),
  fc.record({ type: fc.constantFrom("boolean", "null", "string", "number", "integer") }),
  fc.record({ enum: fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1 }) }),
  fc.record({ const: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)) }),
);
const { schema: anySchema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .dictionary(names, tie("schema"), { maxKeys: 4 })
      .map((properties) => ({ type: "object", properties, required: Object.keys(properties) })),
    fc.record({
      type: fc.constant("array"),
      items: tie("schema"),
      minItems: fc.integer({ min: 0, max: 3 }),
      maxItems: fc.integer({ min: 3, max: 5 }),
    }),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

test("what is made after a schema fits that schema", () => {
  fc.assert(
    fc.property(anySchema, fc.string(), (schema, question) => {
      const value = fillSchema({ ...schema }, facts(question));
      const fits = Compile(schema).Check(JSON.parse(JSON.stringify(value)));
      assert(fits, `${JSON.stringify(value)} for ${JSON.stringify(schema)}`);
    }),
    { numRuns: 400 },
  );
});

test("references are followed, alternatives taken, and circles end", () => {
  const node = {
    type: "object",
    properties: { name: { type: "string" }, next: { anyOf: [{ type: "null" }, { $ref: "#" }] } },
  };
  assert.equal(typeof fillSchema(node, facts("Hello")), "object");
  const circle = {
    $ref: "#/$defs/a",
    $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } },
  };
  assert.equal(typeof fillSchema(circle, facts("Hello there")), "string");
  const list = { type: "array", items: { $ref: "#/$defs/n" }, $defs: { n: { const: 4 } } };
  assert.deepEqual(fillSchema(list, facts("")), [4]);
});

test("values come from the question where its words and numbers fit", () => {
  const schema = {
    type: "object",
    properties: {
      city: { type: "string" },
      amount: { type: "number" },
      unit: { enum: ["miles", "kilometres"] },
      date: { type: "string", format: "date" },
    },
  };
  const question = "How far are 12.5 kilometres from San Francisco?";
  assert.deepEqual(fillSchema(schema, facts(question)), {
    city: "San Francisco",
    amount: 12.5,
    unit: "kilometres",
    date: "2026-01-01",
  });
});

test("a property named __proto__ is data", () => {
  const schema: object = JSON.parse('{"properties":{"__proto__":{"const":1}}}');
  assert.equal(JSON.stringify(fillSchema({ ...schema }, facts(""))), '{"__proto__":1}');
});

test("where there is no room for more, texts are a few words", () => {
  const schema = { type: "object", properties: { summary: { type: "string" } } };
  const order = { question: "What does it say?", messageCount: 1, pictures: [], toolResults: [] };
  const brief = JSON.stringify(fillSchema(schema, factSource(order, { brief: true })));
  const whole = JSON.stringify(fillSchema(schema, factSource(order)));
  assert(brief.length < 100 && whole.length > brief.length, `${brief}\n${whole}`);
});
