/**
 * Chance as a text that somebody keeps: a key, a token, an invitation. The prefix says which it is;
 * how many bytes one takes stands in `limits`.
 */
export function writeSecret(prefix: string, chance: Uint8Array): string {
  return prefix + Buffer.from(chance).toString("base64url");
}
