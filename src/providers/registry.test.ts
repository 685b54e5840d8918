import assert from "node:assert/strict";
import { test } from "node:test";
import { realClock } from "../../tests/contracts/adapter-stage.ts";
import { createUpstream, kinds } from "./registry.ts";

test("a kind that nobody serves stops the start, and says which are allowed", () => {
  assert.ok(kinds.includes("openai"));
  const settings = {
    name: "x",
    kind: "smoke-signals",
    baseUrl: "http://localhost",
    apiKey: null,
    connectTimeoutMs: 1,
  };
  assert.throws(() => createUpstream(settings, realClock), /smoke-signals \(allowed: openai/);
});
