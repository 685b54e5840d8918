/** Reads one answer of HTTP/1.1 after another, and only far enough to know where each ends. */
export interface AnswerReader {
  /** Takes bytes as they came. True once the answer is whole; the next one may then begin. */
  push(bytes: Buffer): boolean;
  /** Of the answer that is coming in, or of the one that just ended. */
  readonly status: number;
  readonly bodyBytes: number;
}

type Place = "head" | "sized" | "chunk_size" | "chunk";

interface Reading {
  place: Place;
  head: Buffer;
  status: number;
  bodyBytes: number;
  /** Bytes still to come of the body or chunk, its closing line included. */
  remaining: number;
  /** The size of the chunk whose line is being read. */
  chunkBytes: number;
  lastChunk: boolean;
}

const empty = Buffer.alloc(0);
const lineFeed = 0x0a;
const lineEndBytes = 2;

/**
 * A reader that costs the load generator next to nothing: on a machine that the measured program
 * shares, a general HTTP client would be half of what is measured. Knows `content-length` and
 * chunks without trailers; throws on anything else.
 */
export function createAnswerReader(): AnswerReader {
  const reading: Reading = {
    place: "head",
    head: empty,
    status: 0,
    bodyBytes: 0,
    remaining: 0,
    chunkBytes: 0,
    lastChunk: false,
  };
  return {
    push: (bytes) => push(reading, bytes),
    get status() {
      return reading.status;
    },
    get bodyBytes() {
      return reading.bodyBytes;
    },
  };
}

function push(reading: Reading, bytes: Buffer): boolean {
  let at = 0;
  if (reading.place === "head") {
    at = readHead(reading, bytes);
    if (at === -1) return false;
  }
  while (at < bytes.length) {
    if (reading.place === "chunk_size") at = readChunkSize(reading, bytes, at);
    else at = skip(reading, bytes, at);
    if (reading.place === "head") return requireEnd(bytes, at);
  }
  return reading.place === "head";
}

/** Where the body begins in these bytes; -1 while the head is not whole. */
function readHead(reading: Reading, bytes: Buffer): number {
  const before = reading.head.length;
  const head = before === 0 ? bytes : Buffer.concat([reading.head, bytes]);
  const end = head.indexOf("\r\n\r\n");
  if (end === -1) {
    reading.head = head;
    return -1;
  }
  const text = head.toString("latin1", 0, end).toLowerCase();
  reading.head = empty;
  reading.status = Number(text.slice(9, 12));
  reading.bodyBytes = 0;
  const length = /\r\ncontent-length: *(\d+)/.exec(text)?.[1];
  if (length !== undefined) {
    reading.remaining = Number(length);
    reading.place = reading.remaining === 0 ? "head" : "sized";
  } else if (/\r\ntransfer-encoding: *chunked/.test(text)) {
    reading.place = "chunk_size";
    reading.chunkBytes = 0;
  } else throw new Error("an answer tells neither its length nor its chunks");
  return end + 4 - before;
}

function readChunkSize(reading: Reading, bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== lineFeed) {
    const digit = Number.parseInt(String.fromCharCode(bytes[at] ?? 0), 16);
    if (!Number.isNaN(digit)) reading.chunkBytes = reading.chunkBytes * 16 + digit;
    at += 1;
  }
  if (at === bytes.length) return at;
  reading.lastChunk = reading.chunkBytes === 0;
  reading.remaining = reading.chunkBytes + lineEndBytes;
  reading.bodyBytes += reading.chunkBytes;
  reading.chunkBytes = 0;
  reading.place = "chunk";
  return at + 1;
}

function skip(reading: Reading, bytes: Buffer, from: number): number {
  const taken = Math.min(reading.remaining, bytes.length - from);
  reading.remaining -= taken;
  if (reading.place === "sized") reading.bodyBytes += taken;
  if (reading.remaining > 0) return from + taken;
  if (reading.place === "sized" || reading.lastChunk) reading.place = "head";
  else reading.place = "chunk_size";
  return from + taken;
}

function requireEnd(bytes: Buffer, at: number): boolean {
  if (at < bytes.length) throw new Error("an answer has more bytes than it said");
  return true;
}
