import assert from "node:assert/strict";
import { test } from "node:test";
import { isRefusal } from "../refusal.ts";
import { createCatalogue } from "./catalogue.ts";
import { readModel } from "./read-model.ts";
import { findTwoStep } from "./two-step.ts";

function model(id: string, more: Readonly<Record<string, unknown>> = {}) {
  const value = {
    id,
    routes: [{ provider: "local", model: id }],
    context_window: 1_000,
    output_tokens_max: 100,
    released: "2025-01",
    ...more,
  };
  return readModel({ name: "models[0]", value });
}

const sees = { vision: "tiles-258" };
const catalogue = createCatalogue([
  model("eye", { ...sees, aliases: ["eye-latest"] }),
  model("maker/eye", sees),
  model("pen", { aliases: ["pen-latest"] }),
]);

function pair(name: string): string | null {
  const found = findTwoStep(catalogue, name);
  if (found === null) return null;
  return isRefusal(found) ? found.refused : found.id;
}

test("a pair is named by its models' own ids, whatever it was called by", () => {
  assert.equal(pair("two-step/eye+pen"), "two-step/eye+pen");
  assert.equal(pair("two-step/eye-latest+pen-latest"), "two-step/eye+pen");
});

test("a slash in a model's name is no seam", () => {
  assert.equal(pair("two-step/maker/eye+pen"), "two-step/maker/eye+pen");
});

test("other names are none, and half a pair is refused", () => {
  assert.equal(pair("eye"), null);
  assert.equal(pair("two-steps/eye+pen"), null);
  for (const name of [
    "two-step/",
    "two-step/eye",
    "two-step/+pen",
    "two-step/eye+",
    "two-step/+",
  ]) {
    assert.equal(pair(name), "model_not_found", name);
  }
  assert.equal(pair("two-step/nobody+pen"), "model_not_found");
  assert.equal(pair("two-step/pen+eye"), "invalid_request");
});
