import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../core/limits.ts";
import { openPasswords } from "./passwords.ts";

const passwords = openPasswords();

test("a password verifies by its own hash alone, and never hashes twice to the same", async () => {
  const [first, second] = [await passwords.hash("naïve café"), await passwords.hash("naïve café")];
  assert.notEqual(first, second);
  assert.match(first, /^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  assert.equal(await passwords.verify("naïve café", first), true);
  assert.equal(await passwords.verify("naïve café".normalize("NFD"), second), true);
  assert.equal(await passwords.verify("naive cafe", first), false);
  assert.equal(await passwords.verify("naïve café", null), false);
});

test("a flood of passwords is refused beyond its bound, and leaves nothing behind", async () => {
  const most = limits.passwordHashesMax + limits.passwordHashesWaiting;
  // Cheap to make: what is counted is how many are let in.
  const weak = "scrypt$2$1$1$AAAA$AAAA";
  const flood = Array.from({ length: most + 5 }, () => passwords.verify("x", weak));
  const settled = await Promise.allSettled(flood);
  const rejected = settled.filter(({ status, ...rest }) => status === "rejected" && rest);
  assert(rejected.length >= 5);
  assert.equal(await passwords.verify("x", null), false);
});
