import assert from "node:assert/strict";
import { test } from "node:test";
import { type AnswerCheck, openAnswerCheck } from "./answer-check.ts";

function checkOf(schema: unknown): AnswerCheck {
  const check = openAnswerCheck(schema);
  assert(!("refused" in check), JSON.stringify(check));
  return check;
}

const invoice = {
  type: "object",
  properties: {
    total: { type: "number" },
    day: { type: "string", format: "date" },
    kind: { enum: ["bill", "note"] },
  },
  required: ["total"],
  additionalProperties: false,
};

test("an answer that fits keeps its digits, whatever fence stands around it", () => {
  const { look } = checkOf(invoice);
  const told = '{"total": 1.10, "day": "2026-11-22"}';
  const data = '{"total":1.10,"day":"2026-11-22"}';
  assert.deepEqual(look(told), { data });
  assert.deepEqual(look(`\`\`\`json\n${told}\n\`\`\`\n`), { data });
});

test("what does not fit is told in words that a model can mend it by", () => {
  const { look } = checkOf(invoice);
  const faults = (answer: string) => {
    const looked = look(answer);
    return "faults" in looked ? looked.faults : "";
  };
  assert.equal(faults(" "), "it is empty");
  assert.match(faults('{"total": 1'), /^it is no JSON \(/);
  assert.equal(faults('{"total":"1"}'), "/total must be number");
  assert.match(faults('{"kind":"x"}'), /required property 'total'; \/kind .*: \["bill","note"\]$/);
  assert.match(faults('{"total":1,"day":"today"}'), /^\/day must match format "date"$/);
  assert.match(faults('{"total":1,"more":1}'), /additional properties \("more"\)$/);
  const many = checkOf({ items: { type: "integer" } }).look('["","","","","","",""]');
  assert.match(JSON.stringify(many), /; and 2 more"/);
});

test("what is no schema is refused, and what is not checked is named", () => {
  const refused = (schema: unknown) => {
    const check = openAnswerCheck(schema);
    return "refused" in check ? check.refused : "";
  };
  assert.match(refused([]), /must be a JSON object/);
  assert.match(refused({ type: "objct" }), /type must be equal to one of the allowed values/);
  assert.match(refused({ $ref: "#/nowhere" }), /nowhere/);
  assert.match(refused({ $schema: "draft-99" }), /allowed are 2020-12, 2019-09, draft-07/);
  const odd = { type: "object", propertis: {}, properties: { a: { format: "mood" } } };
  assert.match(checkOf(odd).warnings.join("\n"), /unknown keyword: "propertis"/);
  assert.match(checkOf(odd).warnings.join("\n"), /unknown format "mood"/);
  const seven = { $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "null" }] };
  assert.deepEqual(checkOf(seven).look("[null]"), { data: "[null]" });
});
