import { randomBytes } from "node:crypto";

/** A JSON body with its large pictures taken out: they stay where they lie in the buffer. */
export interface SlicedBody {
  /** The body's JSON with a short mark in place of each slice. */
  readonly text: string;
  /** What lay between the quotes, by its mark; whoever takes one removes it. */
  readonly slices: Map<string, Uint8Array>;
}

/** Where a dialect's bodies have their pictures: in data URLs, or in base64 under `data`. */
export type Slicing = "data_url" | "data_field";

/** Bytes: a picture shorter than this costs less to parse than to track. */
const sliceBytesMin = 1024;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const space = 0x20;

/** Not to be guessed, so that no caller can write a mark into a body. */
const markPrefix = `slice:${randomBytes(16).toString("hex")}:`;

/**
 * Cuts long `"data:…"` strings, or what stands under `"data"`, out of a JSON body by looking for
 * their quotes only: a picture of five megabytes is neither parsed nor copied. A string with
 * escapes is left to the parser, except for the `\/` that some languages write.
 */
export function sliceBody(body: Buffer, slicing: Slicing = "data_url"): SlicedBody {
  const slices = new Map<string, Uint8Array>();
  let text = "";
  let copied = 0;
  let found = findOpening(body, 0, slicing);
  while (found !== null) {
    const end = found.from === null ? found.at : body.indexOf(quote, found.from);
    if (end === -1) break;
    const slice = found.from === null ? null : readSlice(body, found.from, end);
    if (found.from !== null && slice !== null) {
      const mark = `${markPrefix}${slices.size}`;
      slices.set(mark, slice);
      text += `${body.toString("utf8", copied, found.from)}${mark}`;
      copied = end;
    }
    found = findOpening(body, end, slicing);
  }
  return { text: text + body.toString("utf8", copied), slices };
}

interface Opening {
  /** The first byte of the string's content; null where there is no string to cut. */
  readonly from: number | null;
  /** Where to look on. */
  readonly at: number;
}

function findOpening(body: Buffer, after: number, slicing: Slicing): Opening | null {
  const word = slicing === "data_url" ? '"data:' : '"data"';
  const start = body.indexOf(word, after);
  if (start === -1) return null;
  const at = start + word.length;
  if (start > 0 && body[start - 1] === backslash) return { from: null, at };
  return { from: slicing === "data_url" ? start + 1 : startOfValue(body, at), at };
}

/** The first byte of the text that is the value of the name that ends here; null for none. */
function startOfValue(body: Buffer, nameEnd: number): number | null {
  const before = skipSpace(body, nameEnd);
  if (body[before] !== colon) return null;
  const start = skipSpace(body, before + 1);
  return body[start] === quote ? start + 1 : null;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && (body[at] ?? 0) <= space) at += 1;
  return at;
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
