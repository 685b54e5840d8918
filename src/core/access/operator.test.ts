import assert from "node:assert/strict";
import { test } from "node:test";
import { roleCovers, roles } from "./operator.ts";

test("an owner may do everything, billing what billing may, a viewer no more than view", () => {
  const may = roles.map((role) => roles.filter((least) => roleCovers(role, least)));
  assert.deepEqual(may, [["owner", "billing", "viewer"], ["billing", "viewer"], ["viewer"]]);
});
