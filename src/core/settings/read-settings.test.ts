import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings } from "./read-settings.ts";

function read(file: unknown, environment: Record<string, string> = {}) {
  return readSettings({ environment, file, providerKinds: ["openai"] });
}

const local = { kind: "openai", base_url: "http://127.0.0.1:9101/v1", api_key: "none" };

test("without a configuration the sandbox serves, on the flat list", () => {
  const settings = read(null);
  assert.equal(settings.sandbox, true);
  assert.equal(settings.priceList, "flat");
  assert.equal(settings.host, "127.0.0.1");
  assert.equal(settings.port, 8080);
});

test("once a provider is configured the sandbox exists only on request", () => {
  assert.equal(read({ providers: { local } }).sandbox, false);
  assert.equal(read({ providers: { local }, sandbox: true }).sandbox, true);
  assert.equal(read({ providers: { local } }).priceList, "provider");
});

test("a key may lie in the environment, and a missing one is named", () => {
  const provider = { ...local, api_key: "${" + "SOME_KEY}" };
  const found = read({ providers: { local: provider } }, { SOME_KEY: "secret" });
  assert.equal(found.providers[0]?.apiKey, "secret");
  assert.throws(() => read({ providers: { local: provider } }), /environment variable SOME_KEY/);
});

test("sizes and times carry their unit", () => {
  const { gateway } = read({ gateway: { body_bytes_max: "1MiB", silence_timeout: "250ms" } });
  assert.equal(gateway.bodyBytesMax, 1024 * 1024);
  assert.equal(gateway.silenceTimeoutMs, 250);
});

test("hosts of one's own are named with their port, and spelt as addresses spell them", () => {
  const hosts = ["127.0.0.1:9200", "[::0001]:80", "Pictures.Example:443", "0x7f.1:81"];
  const { gateway } = read({ gateway: { picture_hosts_allowed: hosts } });
  const expected = ["127.0.0.1:9200", "[::1]:80", "pictures.example:443", "127.0.0.1:81"];
  assert.deepEqual(gateway.pictureHostsAllowed, expected);
  assert.deepEqual(read(null).gateway.pictureHostsAllowed, []);
  assert.deepEqual(
    read({ gateway: { picture_hosts_allowed: "none" } }).gateway.pictureHostsAllowed,
    [],
  );
});

const wrongFiles: readonly (readonly [unknown, RegExp])[] = [
  [{ gatewy: {} }, /gatewy/],
  [{ gateway: { hold_slice_token: 1 } }, /gateway\.hold_slice_token/],
  [{ gateway: { attempts_max: 0 } }, /gateway\.attempts_max: "0" \(allowed: a whole number from 1/],
  [{ gateway: { silence_timeout: "60" } }, /gateway\.silence_timeout: "60"/],
  [{ gateway: { body_bytes_max: "32MB" } }, /gateway\.body_bytes_max/],
  ...[
    "127.0.0.1:9200",
    ["127.0.0.1"],
    [":80"],
    ["a:0"],
    ["a:99999"],
    ["u@a:80"],
    ["a/b:80"],
    [7],
  ].map(
    (hosts) =>
      [{ gateway: { picture_hosts_allowed: hosts } }, /gateway\.picture_hosts_allowed/] as const,
  ),
  [{ providers: { local: { ...local, kind: "other" } } }, /providers\.local\.kind.*openai/],
  [{ providers: { local: { ...local, base_url: "ftp://x" } } }, /providers\.local\.base_url/],
  [{ providers: { local: { kind: "openai" } } }, /providers\.local/],
  [{ providers: { sandbox: local } }, /built in/],
  [{ models: {} }, /models.*a list/],
  [{ sandbox: "yes" }, /sandbox: "yes" \(allowed: true, false\)/],
  [[], /a mapping/],
];

for (const [file, message] of wrongFiles) {
  test(`${JSON.stringify(file)} stops the start with one line`, () => {
    assert.throws(
      () => read(file),
      (error: Error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}

test("a wrong variable is refused by its name, a misspelt one too", () => {
  assert.throws(() => read(null, { FAREBOX_PORT: "80a" }), /FAREBOX_PORT: "80a"/);
  assert.throws(() => read(null, { FAREBOX_PROT: "80" }), /FAREBOX_PROT/);
  assert.throws(() => read(null, { FAREBOX_ADMIN_TOKEN: "short" }), /FAREBOX_ADMIN_TOKEN.*hidden/);
  assert.throws(() => read(null, { FAREBOX_LOG: "loud" }), /silent, error, warn, info, debug/);
});
