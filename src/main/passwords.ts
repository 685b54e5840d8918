import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { limits } from "../core/limits.ts";
import type { Passwords } from "../ports/passwords.ts";

/**
 * scrypt with N = 2^15, r = 8, p = 3: one of the equal settings of OWASP's Password Storage Cheat
 * Sheet (read 2026-11-22), and the one that takes 32 MB. A hash says by what it was made, so that
 * the settings can be raised and old hashes still verify.
 */
const settings = { cost: 2 ** 15, blockSize: 8, parallelization: 3 } as const;
const saltBytes = 16;
const hashBytes = 32;
const memoryMax = 64 * 1024 * 1024;

interface Derivation {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** What nobody's password hashes to: verified where there is no hash, to take the same time. */
const nobody: Derivation = {
  ...settings,
  salt: randomBytes(saltBytes),
  hash: randomBytes(hashBytes),
};

/** Passwords hashed in the runtime's own threads, a bounded number of them at once. */
export function openPasswords(): Passwords {
  const derive = bounded(deriveKey);
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      const hash = await derive(password, { ...settings, salt });
      const { cost, blockSize, parallelization } = settings;
      const numbers = `${cost}$${blockSize}$${parallelization}`;
      return `scrypt$${numbers}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
    },
    verify: async (password, hash) => {
      const known = hash === null ? nobody : readHash(hash);
      const derived = await derive(password, known);
      return timingSafeEqual(derived, known.hash) && hash !== null;
    },
  };
}

function readHash(hash: string): Derivation {
  const [name, cost, blockSize, parallelization, salt = "", kept = ""] = hash.split("$");
  if (name !== "scrypt") throw new Error("a password was hashed by a function that is unknown");
  return {
    cost: Number(cost),
    blockSize: Number(blockSize),
    parallelization: Number(parallelization),
    salt: Buffer.from(salt, "base64url"),
    hash: Buffer.from(kept, "base64url"),
  };
}

type Derive = (password: string, terms: Omit<Derivation, "hash">) => Promise<Buffer>;

function deriveKey(password: string, terms: Omit<Derivation, "hash">): Promise<Buffer> {
  const { salt, cost, blockSize, parallelization } = terms;
  const options = { cost, blockSize, parallelization, maxmem: memoryMax };
  return new Promise((resolve, reject) => {
    // One password can be typed in several ways that look alike: NFKC makes them one.
    scrypt(password.normalize("NFKC"), salt, hashBytes, options, (fault, key) =>
      fault === null ? resolve(key) : reject(fault),
    );
  });
}

/** At most so many at once, so many waiting; beyond these it rejects. */
function bounded(derive: Derive): Derive {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (password, terms) => {
    if (running >= limits.passwordHashesMax) {
      if (waiting.length >= limits.passwordHashesWaiting) {
        throw new Error("too many passwords are waiting to be checked");
      }
      // Who is woken takes over the place of the one that woke it.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await derive(password, terms);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
