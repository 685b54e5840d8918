import assert from "node:assert/strict";
import { test } from "node:test";
import { readInstant } from "./read-instant.ts";

test("a day is its midnight, and an instant says its zone", () => {
  assert.equal(readInstant("2026-12-01"), Date.UTC(2026, 11, 1));
  assert.equal(readInstant("2026-12-01T12:30Z"), Date.UTC(2026, 11, 1, 12, 30));
  assert.equal(
    readInstant("2026-12-01T01:30:05.250+02:00"),
    Date.UTC(2026, 10, 30, 23, 30, 5, 250),
  );
  assert.equal(readInstant("2028-02-29"), Date.UTC(2028, 1, 29));
});

test("what is no instant is none, never the nearest one", () => {
  const wrong = ["2026-02-29", "2026-13-01", "2026-11-31T00:00:00Z", "2026-12-01T25:00:00Z"];
  const vague = ["2026-12-01T12:30", "1 December 2026", "2026-12", "", " 2026-12-01", "1764547200"];
  for (const text of [...wrong, ...vague]) assert.equal(readInstant(text), null, text);
});
