import assert from "node:assert/strict";
import { test } from "node:test";
import { type FareboxOptions, readSettings } from "./settings.ts";

const good = { apiKey: "sk-0123456789abcdef", baseUrl: "http://127.0.0.1:8080" };

test("a key of the wrong form is refused with what was seen, never with the key", () => {
  const secret = "supersecret-supersecret";
  for (const key of [
    "",
    "sk-",
    secret,
    `Bearer sk-${secret}`,
    `"sk-${secret}"`,
    `sk-${secret}\n`,
  ]) {
    assert.throws(
      () => readSettings({ ...good, apiKey: key }),
      (error: Error) => {
        assert.equal(error.name, "SettingError");
        assert.match(error.message, /^apiKey is .*; give sk-… alone, or set FAREBOX_API_KEY$/);
        assert.doesNotMatch(error.message, /supersecret/);
        return true;
      },
    );
  }
});

test("an address with a path or a slash is refused, with the one to give", () => {
  const seen: readonly (readonly [string, RegExp])[] = [
    ["http://127.0.0.1:8080/", /"\/" behind it; give "http:\/\/127.0.0.1:8080" alone/],
    ["http://127.0.0.1:8080/v1", /"\/v1" behind it; give "http:\/\/127.0.0.1:8080" alone/],
    ["https://gate.example/v1/?a=1", /"\/v1\/\?a=1" behind it; give "https:\/\/gate.example"/],
    ["https://me:secret@gate.example", /^baseUrl has a name in it; give "https:\/\/gate.example"/],
    ["127.0.0.1:8080", /is no address such as http:/],
    ["ftp://gate.example", /is no address/],
    ["", /is no address/],
  ];
  for (const [baseUrl, message] of seen) {
    assert.throws(() => readSettings({ ...good, baseUrl }), { name: "SettingError", message });
  }
  assert.equal(
    readSettings({ ...good, baseUrl: "HTTPS://Gate.example:443" }).baseUrl,
    "https://gate.example",
  );
});

test("a bound that is none is refused with its range", () => {
  const wrong: readonly FareboxOptions[] = [
    { timeoutMs: 0 },
    { silenceMs: 1.5 },
    { connectTimeoutMs: Number.NaN },
    { connectionsMax: Number.POSITIVE_INFINITY },
    { retries: 11 },
    { retries: -1 },
  ];
  for (const options of wrong) {
    const [name] = Object.keys(options);
    const message = new RegExp(`^${name} is .*; it is a whole number from \\d+ to \\d+$`);
    assert.throws(() => readSettings({ ...good, ...options }), { name: "SettingError", message });
  }
  assert.equal(readSettings({ ...good, retries: 0 }).retries, 0);
});

test("the openai package's environment counts only where it names an address too", (context) => {
  const names = ["FAREBOX_API_KEY", "FAREBOX_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"];
  const before = names.map((name) => [name, process.env[name]] as const);
  context.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  for (const name of names) delete process.env[name];
  process.env["OPENAI_API_KEY"] = "sk-of-somebody-else";
  assert.throws(() => readSettings({}), /apiKey is missing/);
  process.env["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1";
  const { apiKey, baseUrl } = readSettings({});
  assert.deepEqual([apiKey, baseUrl], ["sk-of-somebody-else", "http://127.0.0.1:9"]);
  process.env["FAREBOX_API_KEY"] = "sk-of-the-gateway";
  assert.equal(readSettings({}).apiKey, "sk-of-the-gateway");
});
