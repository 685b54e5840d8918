import assert from "node:assert/strict";
import { test } from "node:test";
import { type RefusalCode, refusals, refuse } from "../core/refusal.ts";
import { refusalHeaders } from "./refusals.ts";

const codes = Object.entries(refusals).map(([code, kind]) => ({
  code: code as RefusalCode,
  kind,
}));

test("only what time can mend may be repeated: 429, and 503 of a gateway that is busy", () => {
  const repeatable = codes.filter(({ kind }) => kind.repeating === "repeatable");
  assert.deepEqual(
    repeatable.map(({ code, kind }) => [kind.status, code]),
    [
      [429, "rate_limit_exceeded"],
      [503, "upstream_unavailable"],
      [503, "draining"],
      [503, "overloaded"],
    ],
  );
});

test("only what is repeatable and was not charged goes without x-should-retry", () => {
  for (const { code, kind } of codes) {
    const headers = (charged: boolean) => refusalHeaders(refuse(code, "no"), { charged });
    const expected = kind.repeating === "final" ? "false" : undefined;
    assert.equal(headers(false)["x-should-retry"], expected, code);
    assert.equal(headers(true)["x-should-retry"], "false", code);
  }
});

test("a case that time can't mend says so, whatever its code", () => {
  const refusal = refuse("upstream_unavailable", "no route is configured", { final: true });
  assert.equal(refusalHeaders(refusal, { charged: false })["x-should-retry"], "false");
});
