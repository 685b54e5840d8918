/** Takes one complete event: its joined data, and its name where it carried one. */
export type TakeEvent = (data: Buffer, name: string | null) => void;

export interface SseScanner {
  /** Scans the next bytes. False: an event outgrew the bound, and nothing after it counts. */
  push(bytes: Buffer): boolean;
  /** At a clean end: hands over an event that lacks nothing but its closing blank line. */
  finish(): boolean;
}

/**
 * A scanner of server-sent events that may be split at any byte. Data is handed over as the bytes
 * that came, mostly as views of what was pushed, and never passes through a string.
 *
 * @param eventBytesMax bytes of one event, unfinished lines included
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createSseScanner(eventBytesMax: number, take: TakeEvent): SseScanner {
  const scan: Scan = {
    eventBytesMax,
    take,
    markSeen: 0,
    lineFeedDue: false,
    overgrown: false,
    line: { bytes: empty, length: 0 },
    data: null,
    joined: { bytes: empty, length: 0 },
    name: null,
  };
  return {
    push: (bytes) => push(scan, bytes),
    finish: () => finish(scan),
  };
}

const LF = 0x0a;
const CR = 0x0d;
const colon = 0x3a;
const space = 0x20;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const lineFeed = Buffer.from([LF]);
const dataField = Buffer.from("data");
const eventField = Buffer.from("event");
const empty = Buffer.alloc(0);

interface Scan {
  readonly eventBytesMax: number;
  readonly take: TakeEvent;
  /** How many bytes of a leading byte order mark were skipped; 3 once it can no longer come. */
  markSeen: number;
  /** A line ended in CR at the very end of a push: a LF that follows belongs to it. */
  lineFeedDue: boolean;
  overgrown: boolean;
  /** The beginning of a line whose end has not come yet. */
  readonly line: Growing;
  /** The event's first line of data; null before it. */
  data: Buffer | null;
  /** All lines of data, where there are several. */
  readonly joined: Growing;
  name: string | null;
}

/** Bytes that are added to piece by piece, in time linear in their sum. */
interface Growing {
  bytes: Buffer;
  length: number;
}

function push(scan: Scan, bytes: Buffer): boolean {
  if (scan.overgrown) return false;
  let at = scan.markSeen < 3 ? skipMark(scan, bytes) : 0;
  if (scan.lineFeedDue && at < bytes.length) {
    if (bytes[at] === LF) at += 1;
    scan.lineFeedDue = false;
  }

  // The next CR is looked up again only once it was passed: a stream without any is linear too.
  let lf = find(bytes, LF, at);
  let cr = bytes.indexOf(CR, at);
  while (lf !== -1 || cr !== -1) {
    const byCr = cr !== -1 && (lf === -1 || cr < lf);
    const end = byCr ? cr : lf;
    if (!takeLine(scan, bytes, { at, end })) return false;
    at = end + 1;
    if (byCr) {
      scan.lineFeedDue = at === bytes.length;
      if (bytes[at] === LF) at += 1;
      cr = bytes.indexOf(CR, at);
    }
    if (lf !== -1 && lf < at) lf = find(bytes, LF, at);
  }
  if (at < bytes.length) append(scan.line, bytes, { at, end: bytes.length });
  return withinBound(scan);
}

/** `indexOf` crosses into native code: a blank line is seen without it. */
function find(bytes: Buffer, byte: number, from: number): number {
  return bytes[from] === byte ? from : bytes.indexOf(byte, from);
}

interface Span {
  readonly at: number;
  readonly end: number;
}

function skipMark(scan: Scan, bytes: Buffer): number {
  let at = 0;
  while (scan.markSeen < 3 && at < bytes.length) {
    if (bytes[at] !== byteOrderMark[scan.markSeen]) {
      // Two bytes of a mark and then something else: they were the beginning of a line.
      append(scan.line, byteOrderMark, { at: 0, end: scan.markSeen });
      scan.markSeen = 3;
      return at;
    }
    scan.markSeen += 1;
    at += 1;
  }
  return at;
}

function takeLine(scan: Scan, bytes: Buffer, span: Span): boolean {
  if (scan.line.length > 0) {
    append(scan.line, bytes, span);
    const line = release(scan.line);
    readField(scan, line, { at: 0, end: line.length });
    return withinBound(scan);
  }
  if (span.at === span.end) {
    dispatch(scan);
    return true;
  }
  readField(scan, bytes, span);
  return withinBound(scan);
}

/** Reads `field: value`. Comments and unknown fields say nothing to us. */
function readField(scan: Scan, bytes: Buffer, span: Span): void {
  if (isField(bytes, span, dataField)) {
    addData(scan, readValue(bytes, span, dataField));
  } else if (isField(bytes, span, eventField)) {
    scan.name = readValue(bytes, span, eventField).toString("utf8") || null;
  }
}

function isField(bytes: Buffer, span: Span, field: Buffer): boolean {
  const after = span.at + field.length;
  if (after > span.end || (after < span.end && bytes[after] !== colon)) return false;
  for (let index = 0; index < field.length; index += 1) {
    if (bytes[span.at + index] !== field[index]) return false;
  }
  return true;
}

function readValue(bytes: Buffer, span: Span, field: Buffer): Buffer {
  const from = Math.min(span.at + field.length + 1, span.end);
  return bytes.subarray(from < span.end && bytes[from] === space ? from + 1 : from, span.end);
}

function addData(scan: Scan, piece: Buffer): void {
  if (scan.data === null) {
    scan.data = piece;
    return;
  }
  if (scan.joined.length === 0) {
    append(scan.joined, scan.data, { at: 0, end: scan.data.length });
  }
  append(scan.joined, lineFeed, { at: 0, end: 1 });
  append(scan.joined, piece, { at: 0, end: piece.length });
}

function dispatch(scan: Scan): void {
  const { data, name } = scan;
  scan.data = null;
  scan.name = null;
  if (data === null) return;
  scan.take(scan.joined.length > 0 ? release(scan.joined) : data, name);
}

function withinBound(scan: Scan): boolean {
  const dataLength = scan.joined.length || (scan.data?.length ?? 0);
  scan.overgrown = scan.line.length + dataLength > scan.eventBytesMax;
  return !scan.overgrown;
}

function finish(scan: Scan): boolean {
  if (scan.overgrown) return false;
  if (scan.line.length > 0) {
    const line = release(scan.line);
    readField(scan, line, { at: 0, end: line.length });
  }
  dispatch(scan);
  return true;
}

function append(growing: Growing, bytes: Buffer, { at, end }: Span): void {
  const needed = growing.length + end - at;
  if (needed > growing.bytes.length) {
    // Doubling keeps an event that comes in thousands of pieces linear.
    const roomier = Buffer.allocUnsafe(Math.max(needed, growing.bytes.length * 2, 256));
    growing.bytes.copy(roomier, 0, 0, growing.length);
    growing.bytes = roomier;
  }
  bytes.copy(growing.bytes, growing.length, at, end);
  growing.length = needed;
}

/** Hands the bytes over for good: whoever takes them keeps them, and growth begins anew. */
function release(growing: Growing): Buffer {
  const bytes = growing.bytes.subarray(0, growing.length);
  growing.bytes = empty;
  growing.length = 0;
  return bytes;
}
