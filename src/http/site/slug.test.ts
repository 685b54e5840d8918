import assert from "node:assert/strict";
import { test } from "node:test";
import { createSlugs } from "./slug.ts";

test("headings are named as GitHub names them", () => {
  const slug = createSlugs();
  assert.equal(slug("GET /v1/chat/completions/{id}"), "get-v1chatcompletionsid");
  assert.equal(slug("401, 402: what now?"), "401-402-what-now");
  assert.equal(slug("What it costs"), "what-it-costs");
  assert.equal(slug("What it costs"), "what-it-costs-1");
});
