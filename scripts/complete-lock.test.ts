import assert from "node:assert/strict";
import { test } from "node:test";
import { completeLock, entryOf } from "./complete-lock.ts";
import { findMissing, readLock } from "./tidy/lock-file.ts";

const lock = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { optionalDependencies: { runtime: "1.0.0" } },
    "node_modules/a": {
      dev: true,
      optionalDependencies: { "@a/linux-x64": "2.0.0", "@a/darwin-arm64": "2.0.0" },
    },
    "node_modules/@a/linux-x64": {},
    "node_modules/a/node_modules/b": { optionalDependencies: { near: "1", "@b/win32-x64": "3" } },
    "node_modules/a/node_modules/near": {},
    "node_modules/runtime": {},
  },
});

test("an optional package is missing only where no folder above holds it", () => {
  const found = findMissing(readLock(lock));
  assert.deepEqual(
    found.map((one) => [one.name, one.version]),
    [
      ["@a/darwin-arm64", "2.0.0"],
      ["@b/win32-x64", "3"],
    ],
  );
});

test("a completed lock lacks nothing and keeps all that it had", () => {
  const complete = readLock(completeLock(lock));
  assert.deepEqual(findMissing(complete), []);
  for (const [path, entry] of readLock(lock)) assert.deepEqual(complete.get(path), entry);
  assert.deepEqual(complete.get("node_modules/@a/darwin-arm64"), {
    version: "2.0.0",
    cpu: ["arm64"],
    dev: true,
    optional: true,
    os: ["darwin"],
  });
});

test("a platform is read from a package's name, and a name without one is refused", () => {
  const named = (name: string) => entryOf({ path: "", name, version: "1", wantedBy: "" }, false);
  assert.deepEqual(named("@a/cli-linux-x64-musl")["libc"], ["musl"]);
  assert.deepEqual(named("@a/binding-linux-arm-gnueabihf")["cpu"], ["arm"]);
  assert.deepEqual(named("@a/binding-linux-arm-musleabihf")["libc"], ["musl"]);
  const wasm = named("@a/binding-wasm32-wasi");
  assert.deepEqual([wasm["cpu"], wasm["os"]], [["wasm32"], undefined]);
  assert.throws(() => named("left-pad"), /left-pad is missing/);
});
