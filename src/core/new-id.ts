const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** How many bytes of chance an id takes. */
export const idChanceBytes = 16;

/**
 * A new id: ten characters of time, so that the newest rows lie together on disk, and sixteen of
 * chance (80 bits), so that nobody can guess one. `now` in milliseconds since 1970.
 */
export function newId(prefix: string, now: number, chance: Uint8Array): string {
  let time = "";
  let rest = Math.trunc(now);
  for (let place = 0; place < 10; place++) {
    time = `${alphabet[rest % 32]}${time}`;
    rest = Math.floor(rest / 32);
  }
  let id = prefix + time;
  for (const byte of chance.subarray(0, idChanceBytes)) id += alphabet[byte % 32];
  return id;
}
