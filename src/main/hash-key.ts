import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../core/limits.ts";
import { writeSecret } from "../core/write-secret.ts";
import type { Random } from "../ports/random.ts";
import type { Directory } from "../ports/store.ts";
import { secretHasher } from "./system.ts";

/** What the key must hash to be the one that this database's secrets were hashed by. */
const probe = "farebox";

/**
 * The key of all secrets' hashes, from a file of its own beside the database, made at the first
 * start: whoever has the database alone has no key. Rejects, in a sentence for the operator, where
 * the file is missing or another one, for then no customer's key would open anything.
 */
export async function openHashKey(
  folder: string,
  directory: Directory,
  random: Random,
): Promise<string> {
  const path = join(folder, "secret-hash-key");
  const known = await directory.setting("secret_hash_probe");
  const key = known === null ? makeKey(path, random) : readKey(path);
  const shown = secretHasher(key)(probe);
  if ((await directory.keepSetting("secret_hash_probe", shown)) === shown) return key;
  throw new Error(`${path} is not the key that this database's secrets were hashed by`);
}

/** Makes the file, or takes the one that a start which ended early had made. */
function makeKey(path: string, random: Random): string {
  const key = writeSecret("", random.bytes(limits.hashKeyBytes));
  try {
    writeFileSync(path, key, { flag: "wx", mode: 0o600, flush: true });
    return key;
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "EEXIST") return readKey(path);
    throw fault;
  }
}

function readKey(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    throw new Error(
      `${path} cannot be read: it belongs to the database and is backed up on its own; ` +
        "without it no key opens anything",
    );
  }
}
