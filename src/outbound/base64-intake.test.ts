import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Base64Intake } from "./base64-intake.ts";

test("however bytes are cut into pieces, their base64 is the same", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (cut) => {
      const intake = new Base64Intake();
      for (const piece of cut) intake.add(Buffer.from(piece));
      assert.equal(intake.end().toString("latin1"), Buffer.concat(cut).toString("base64"));
    }),
    { numRuns: 2_000 },
  );
});

test("a piece may be overwritten once it was taken", () => {
  const intake = new Base64Intake();
  const piece = Buffer.from("abcd");
  intake.add(piece);
  piece.fill("x");
  intake.add(Buffer.from("ef"));
  assert.equal(intake.end().toString("latin1"), btoa("abcdef"));
});

test("megabytes grow in place", () => {
  const whole = randomBytes(3_000_001);
  const intake = new Base64Intake();
  for (let at = 0; at < whole.length; at += 65_536) intake.add(whole.subarray(at, at + 65_536));
  assert.equal(intake.end().toString("latin1"), whole.toString("base64"));
});
