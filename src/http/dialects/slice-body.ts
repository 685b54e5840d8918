import { randomBytes } from "node:crypto";

/** A JSON body with its large data URLs taken out: they stay where they lie in the buffer. */
export interface SlicedBody {
  /** The body's JSON with a short mark in place of each slice. */
  readonly text: string;
  /** What lay between the quotes, by its mark; whoever takes one removes it. */
  readonly slices: Map<string, Uint8Array>;
}

/** Bytes: a data URL shorter than this costs less to parse than to track. */
const sliceBytesMin = 1024;

const quote = 0x22;
const backslash = 0x5c;

/** Not to be guessed, so that no caller can write a mark into a body. */
const markPrefix = `slice:${randomBytes(16).toString("hex")}:`;

/**
 * Cuts long `"data:…"` strings out of a JSON body by looking for their quotes only: a picture of
 * five megabytes is neither parsed nor copied. A string with escapes is left to the parser, except
 * for the `\/` that some languages write.
 */
export function sliceBody(body: Buffer): SlicedBody {
  const slices = new Map<string, Uint8Array>();
  let text = "";
  let copied = 0;
  let from = body.indexOf('"data:');
  while (from !== -1) {
    const end = body.indexOf(quote, from + 6);
    if (end === -1) break;
    const slice = from > 0 && body[from - 1] === backslash ? null : readSlice(body, from + 1, end);
    if (slice !== null) {
      const mark = `${markPrefix}${slices.size}`;
      slices.set(mark, slice);
      text += `${body.toString("utf8", copied, from + 1)}${mark}`;
      copied = end;
    }
    from = body.indexOf('"data:', end);
  }
  return { text: text + body.toString("utf8", copied), slices };
}

function readSlice(body: Buffer, from: number, end: number): Uint8Array | null {
  if (end - from < sliceBytesMin) return null;
  const slice = body.subarray(from, end);
  const escaped = slice.indexOf(backslash);
  if (escaped === -1) return slice;
  return withoutEscapedSlashes(slice, escaped);
}

/** Undoes `\/`; any other escape makes the string one for the parser. */
function withoutEscapedSlashes(slice: Buffer, first: number): Uint8Array | null {
  const plain = Buffer.allocUnsafe(slice.length);
  let length = 0;
  let copied = 0;
  for (let at = first; at !== -1; at = slice.indexOf(backslash, at + 2)) {
    if (slice[at + 1] !== 0x2f) return null;
    length += slice.copy(plain, length, copied, at);
    copied = at + 1;
  }
  length += slice.copy(plain, length, copied);
  return plain.subarray(0, length);
}

/** The body as it is, nothing taken out. */
export function wholeBody(body: Buffer): SlicedBody {
  return { text: body.toString("utf8"), slices: new Map() };
}
