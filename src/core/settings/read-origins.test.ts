import assert from "node:assert/strict";
import { test } from "node:test";
import { readOrigins } from "./read-origins.ts";
import { WrongSetting } from "./setting.ts";

const read = (value: unknown) => readOrigins({ name: "gateway.cors_origins", value });

test("origins are spelt as browsers send them", () => {
  assert.deepEqual(read(["https://App.Example.org", "http://localhost:5173/"]), [
    "https://app.example.org",
    "http://localhost:5173",
  ]);
  assert.equal(read("*"), "*");
  assert.deepEqual(read("none"), []);
  assert.deepEqual(read([]), []);
});

test("what no browser would ever send as an origin is refused, by its value", () => {
  const wrong = [
    "https://app.example.org",
    ["https://app.example.org/console"],
    ["app.example.org"],
    ["ftp://app.example.org"],
    ["https://user@app.example.org"],
    ["https://app.example.org?x"],
    ["*"],
    ["null"],
    [7],
    true,
  ];
  for (const value of wrong) {
    assert.throws(() => read(value), WrongSetting, JSON.stringify(value));
  }
  assert.throws(() => read(["app.example.org"]), /gateway\.cors_origins: "app\.example\.org"/);
});
