import { createHmac, randomBytes, randomFillSync } from "node:crypto";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Bytes of chance drawn at once: one call to the system serves some hundred ids. */
const poolBytes = 4096;

/** The system's own chance, drawn ahead in pools. */
export function systemRandom(): Random {
  let pool = randomBytes(poolBytes);
  let used = 0;
  return {
    bytes(count) {
      if (count > poolBytes) return randomBytes(count);
      if (used + count > pool.length) {
        // A new pool, not the old one filled again: what was handed out must not change.
        pool = randomFillSync(Buffer.allocUnsafe(poolBytes));
        used = 0;
      }
      used += count;
      return pool.subarray(used - count, used);
    },
    fraction: () => Math.random(),
  };
}

/** Hashes secrets under a key of the gateway's own: a stolen database alone finds no key. */
export function secretHasher(hashKey: string): (secret: string) => string {
  const key = Buffer.from(hashKey, "base64url");
  return (secret) => createHmac("sha256", key).update(secret).digest("hex");
}
