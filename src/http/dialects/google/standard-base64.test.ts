import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { standardBase64 } from "./standard-base64.ts";

const written = (text: string) => Buffer.from(standardBase64(Buffer.from(text))).toString();

test("the alphabet for addresses becomes the standard one, of whatever bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const standard = Buffer.from(bytes).toString("base64");
      const forAddresses = standard.replaceAll("+", "-").replaceAll("/", "_");
      assert.equal(written(forAddresses), standard);
      assert.equal(written(standard), standard);
    }),
  );
});

test("what is standard already is not copied, and what is not is left as it lay", () => {
  const standard = Buffer.from("ab+/");
  assert.equal(standardBase64(standard), standard);
  const given = Buffer.from("-b_d");
  assert.equal(Buffer.from(standardBase64(given)).toString(), "+b/d");
  assert.equal(given.toString(), "-b_d");
});
