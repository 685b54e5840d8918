import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../stores/memory/store.ts";
import { measureSpeed } from "./measure-speed.ts";

test("a model that nobody has called has no speed", async () => {
  assert.equal(await measureSpeed(createMemoryStore().reports, "gpt-4o"), null);
});
