import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmptyObject } from "./field-faults.ts";

test("an empty object asks for nothing; a list, a text or null is no object at all", () => {
  assert.equal(isEmptyObject({}), true);
  for (const other of [[], "", null, 0, { 50256: -100 }]) assert.equal(isEmptyObject(other), false);
});
