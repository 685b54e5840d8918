import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sliceBody } from "./slice-body.ts";

const large = "A".repeat(2_000);

/** The body's value, with what was cut out put back in its place. */
function restored(body: Buffer, slicing: "data_url" | "data_field"): unknown {
  const { text, slices } = sliceBody(body, slicing);
  return JSON.parse(text, (_name, value: unknown) => {
    const slice = typeof value === "string" ? slices.get(value) : undefined;
    return slice === undefined ? value : Buffer.from(slice).toString("latin1");
  });
}

test("what stands under `data` is cut out, however the body is spaced", () => {
  const body = Buffer.from(`{"a": {"data" :\n  "${large}"}, "data": "short"}`);
  const { slices, text } = sliceBody(body, "data_field");
  assert.equal(slices.size, 1);
  assert(text.length < 200);
  assert.deepEqual(restored(body, "data_field"), { a: { data: large }, data: "short" });
});

test("a name that only ends like it, and a value that is called so, are left alone", () => {
  const value = { kind: "data", 'my"data': large, other: large };
  const body = Buffer.from(JSON.stringify(value));
  assert.equal(sliceBody(body, "data_field").slices.size, 0);
  assert.deepEqual(restored(body, "data_field"), value);
});

test("whatever a body holds, it is the same with its slices put back", () => {
  const words = fc.constantFrom("data", '"data":"', "data:", "x", 'a"data', "\\data", large);
  const value = fc.array(fc.dictionary(words, fc.oneof(words, fc.jsonValue()), { maxKeys: 3 }));
  fc.assert(
    fc.property(value, (one) => {
      const body = Buffer.from(JSON.stringify(one));
      const whole: unknown = JSON.parse(body.toString());
      assert.deepEqual(restored(body, "data_field"), whole);
      assert.deepEqual(restored(body, "data_url"), whole);
    }),
  );
});
