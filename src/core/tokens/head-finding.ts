/** A picture's header: where it ends, and what kind of picture it opens. */
export interface PictureHead {
  readonly mediaType: string;
  /** Bytes from the start that the size is read from; nothing behind them matters. */
  readonly end: number;
  /** Pixels as the header's own frame says, where it was read on the way; else null. */
  readonly frame: { readonly width: number; readonly height: number } | null;
}

/** `more`: the header goes on beyond the bytes at hand. `wrong`: why this is no such picture. */
export type HeadFinding =
  | { readonly kind: "found"; readonly head: PictureHead }
  | { readonly kind: "more" }
  | { readonly kind: "wrong"; readonly reason: string };

export const moreNeeded: HeadFinding = { kind: "more" };

export function wrongHead(reason: string): HeadFinding {
  return { kind: "wrong", reason };
}

export function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** Little-endian, as GIF and RIFF write numbers. */
export function readLittle(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index -= 1)
    value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
