import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createSseScanner } from "./sse.ts";

/** What came out, as `name|data`. */
function scan(pieces: readonly Buffer[], bound = 1 << 20): string[] {
  const events: string[] = [];
  const scanner = createSseScanner(bound, (data, name) => {
    events.push(`${name ?? ""}|${data.toString()}`);
  });
  for (const piece of pieces) {
    if (!scanner.push(piece)) return [...events, "too large"];
  }
  scanner.finish();
  return events;
}

const recorded = Buffer.from(
  "\ufeffdata: ALPHA\n\n: a comment\r\nevent: ping\rdata:BRAVO\r\rdata: naïve€\r\n" +
    "data: DELTA 🚕\r\n\r\nid: 7\nretry: 5\nwhat: ever\ndata\n\ndata:  two\rdata:\n\n" +
    "event: nothing\n\ndatax: no\ndat: no\n\ndata: last",
);
const expected = ["|ALPHA", "ping|BRAVO", "|naïve€\nDELTA 🚕", "|", "| two\n", "|last"];

test("lines end in LF, CR or CRLF, data joins, comments and unknown fields are silent", () => {
  assert.deepEqual(scan([recorded]), expected);
});

test("a split at any byte changes nothing", () => {
  for (let at = 0; at <= recorded.length; at += 1) {
    const pieces = [recorded.subarray(0, at), recorded.subarray(at)];
    assert.deepEqual(scan(pieces), expected, `split at ${at}`);
  }
  assert.deepEqual(scan(Array.from(recorded, (byte) => Buffer.of(byte))), expected);
});

test("any number of splits changes nothing", () => {
  const line = fc.constantFrom(
    "data: x",
    "data:",
    "data",
    ": c",
    "event: e",
    "",
    "é€🚕",
    "data:: ",
  );
  const end = fc.constantFrom("\n", "\r", "\r\n");
  const stream = fc.array(
    fc.tuple(line, end).map((pair) => pair.join("")),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(stream, fc.array(fc.nat(200), { maxLength: 12 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.join(""));
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)];
      const pieces = places.map((place, index) => bytes.subarray(place, places[index + 1]));
      assert.deepEqual(scan(pieces), scan([bytes]));
    }),
  );
});

test("bytes that only begin like a byte order mark belong to the first line", () => {
  assert.deepEqual(scan([Buffer.of(0xef), Buffer.from("data: x\n\ndata: y\n\n")]), ["|y"]);
  assert.deepEqual(scan([Buffer.of(0xef, 0xbb), Buffer.of(0xbf), Buffer.from("data: x\n\n")]), [
    "|x",
  ]);
});

test("an event may be as large as the bound and no larger, in one line or in many", () => {
  assert.deepEqual(scan([Buffer.from("data:123456\n\n")], 6), ["|123456"]);
  assert.deepEqual(scan([Buffer.from("data:1\n\ndata:1234567\n\n")], 6), ["|1", "too large"]);
  assert.deepEqual(scan([Buffer.from("data:123\ndata:456\n\n")], 6), ["too large"]);
  assert.deepEqual(
    scan(
      Array.from("data:1234567", (byte) => Buffer.from(byte)),
      6,
    ),
    ["too large"],
  );
  const scanner = createSseScanner(6, () => {});
  assert.equal(scanner.push(Buffer.from(": a comment")), false);
  assert.equal(scanner.push(Buffer.from("\n")), false);
  assert.equal(scanner.finish(), false);
});

test("data comes as views of the received bytes where it lies in one piece", () => {
  const bytes = Buffer.from("data: abc\n\n");
  const taken: Buffer[] = [];
  createSseScanner(100, (data) => taken.push(data)).push(bytes);
  assert.equal(taken[0]?.buffer, bytes.buffer);
});

test("time is linear: a large event in small pieces, and many lines that end in CR alone", () => {
  const startedAt = performance.now();
  const piece = Buffer.alloc(64, "x");
  const pieces = Array.from({ length: 250_000 }, () => piece);
  const [event] = scan([Buffer.from("data:"), ...pieces, Buffer.from("\n\n")], 1 << 25);
  assert.equal(event?.length, 64 * 250_000 + 1);
  assert.equal(scan([Buffer.from("data:x\r\r".repeat(500_000))]).length, 500_000);
  assert.equal(scan([Buffer.from("data:x\n\n".repeat(250_000))]).length, 250_000);
  // A quadratic scanner needs minutes here.
  assert.ok(performance.now() - startedAt < 10_000);
});
