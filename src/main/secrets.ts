import { timingSafeEqual } from "node:crypto";
import { limits } from "../core/limits.ts";
import { writeSecret } from "../core/write-secret.ts";
import type { Random } from "../ports/random.ts";
import type { Directory } from "../ports/store.ts";
import { openHashKey } from "./hash-key.ts";
import { secretHasher } from "./system.ts";

/** What the gateway keeps its secrets by. */
export interface Secrets {
  readonly hashSecret: (secret: string) => string;
  readonly isAdminToken: (token: string) => boolean;
  /** The admin token where it was made just now: shown this once. */
  readonly newAdminToken: string | null;
}

interface SecretsOrder {
  /** The data folder. */
  readonly folder: string;
  readonly directory: Directory;
  readonly random: Random;
  /** FAREBOX_ADMIN_TOKEN: it wins over the one that was made. */
  readonly given: string | null;
}

/** Opens the key of all hashes, and makes or reads the admin token's hash. */
export async function openSecrets({
  folder,
  directory,
  random,
  given,
}: SecretsOrder): Promise<Secrets> {
  const hashKey = await openHashKey(folder, directory, random);
  const hashSecret = secretHasher(hashKey);
  const token = await adminTokenHash(directory, { random, hashSecret, given });
  const expected = Buffer.from(token.hash, "hex");
  return {
    hashSecret,
    newAdminToken: token.made,
    isAdminToken: (shown) => timingSafeEqual(Buffer.from(hashSecret(shown), "hex"), expected),
  };
}

interface TokenOrder {
  readonly random: Random;
  readonly hashSecret: (secret: string) => string;
  readonly given: string | null;
}

async function adminTokenHash(
  directory: Directory,
  { random, hashSecret, given }: TokenOrder,
): Promise<{ readonly hash: string; readonly made: string | null }> {
  if (given !== null) return { hash: hashSecret(given), made: null };
  const made = writeSecret("admin-", random.bytes(limits.secretBytes));
  const hash = hashSecret(made);
  const kept = await directory.keepSetting("admin_token_hash", hash);
  return { hash: kept, made: kept === hash ? made : null };
}
