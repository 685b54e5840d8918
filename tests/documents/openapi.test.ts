import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { documentPath, formatDocument } from "../../scripts/openapi.ts";
import { refusals } from "../../src/core/refusal.ts";
import { assertMatches, exampleOf, examplesIn, openDescription } from "../doubles/description.ts";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { readPage } from "./pages.ts";

const gateway = await startGateway();
after(() => gateway.close());
const answer = await send({ url: `${gateway.url()}/openapi.json` });
// An endpoint without a description is named here.
assert.equal(answer.status, 200, gateway.output());
const { document, operations } = openDescription(answer.json);

test("the description is OpenAPI 3.1 by its own standard", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
  assert(valid, JSON.stringify(errors, null, 1));
});

test("the copy in the tree is what a gateway answers (npm run openapi)", () => {
  assert.equal(readPage(documentPath), formatDocument(document));
});

test("every reference leads somewhere, and every operation has its own name", () => {
  const text = JSON.stringify(document);
  for (const [, path = ""] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = path.split("/").reduce<unknown>(step, document);
    assert(found !== undefined, path);
  }
  const names = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name);
  assert.equal(new Set(names).size, operations.length);
});

test("each example is what its schema describes", () => {
  const examples = examplesIn(document);
  assert(examples.length >= 15, "there are examples");
  for (const { name, schema } of examples) {
    for (const value of exampleOf(schema)) {
      assertMatches(document, schema, { value, told: `${name} ${JSON.stringify(value)}` });
    }
  }
});

test("every refusal is described where it can come, with its status", () => {
  const text = JSON.stringify(document["paths"]);
  for (const [code, { status, meaning }] of Object.entries(refusals)) {
    assert(text.includes(`\`${code}\`: ${meaning}`), `${code} comes at no endpoint`);
    const place = new RegExp(`"${status}":\\{"description":"[^"]*\`${code}\``);
    assert.match(text, place, code);
  }
});

function step(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
