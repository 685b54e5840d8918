import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new id: ten characters of time, so that the newest rows lie together on disk, and sixteen of
 * chance (80 bits), so that nobody can guess one.
 */
export function newId(prefix: string, from: { clock: Clock; random: Random }): string {
  let time = "";
  let rest = from.clock.now();
  for (let place = 0; place < 10; place++) {
    time = `${alphabet[rest % 32]}${time}`;
    rest = Math.floor(rest / 32);
  }
  let chance = "";
  for (const byte of from.random.bytes(16)) chance += alphabet[byte % 32];
  return `${prefix}${time}${chance}`;
}
