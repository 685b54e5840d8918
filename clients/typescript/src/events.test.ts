import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createEventReader, type StreamEvent } from "./events.ts";

const encoder = new TextEncoder();

/** What a stream tells when it comes in these pieces. */
function readPieces(bytes: Uint8Array, cuts: readonly number[]): readonly StreamEvent[] {
  const push = createEventReader();
  const places = [0, ...[...cuts].sort((left, right) => left - right), bytes.length];
  return places.slice(1).flatMap((end, index) => push(bytes.subarray(places[index], end)));
}

const line = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .map((text) => text.replace(/[\r\n]/g, ""));
const event = fc.record({
  id: fc.option(fc.nat({ max: 99_999 })),
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
});
const end = fc.constantFrom("\n", "\r\n", "\r");

test("any fragmentation of any stream tells the same events", () => {
  const stream = fc.record({ events: fc.array(event, { maxLength: 5 }), end });
  fc.assert(
    fc.property(stream, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (told, places) => {
      const text = told.events.map(({ id, data }) => {
        const lines = data.map((one) => `data: ${one}`);
        const all = [": a comment", ...(id === null ? [] : [`id: ${id}`]), ...lines, "", ""];
        return all.join(told.end);
      });
      // The line's end behind the last event would be half of one, were it a CR.
      const bytes = encoder.encode(`${text.join("")}: more`);
      const cuts = places.map((place) => Math.floor(place * bytes.length));
      const expected = told.events.map(({ id, data }) => ({ id, data: data.join("\n") }));
      assert.deepEqual(readPieces(bytes, cuts), expected);
    }),
    { numRuns: 500 },
  );
});

test("a stream cut at every single byte, within characters too, tells the same", () => {
  const text =
    'id: 1\r\ndata: {"text":"Grüße, 世界 🎉"}\r\n\r\nid: 2\r\ndata:\r\n\r\ndata: [DONE]\n\n';
  const bytes = encoder.encode(text);
  const all = Array.from(bytes.keys());
  const expected = [
    { id: 1, data: '{"text":"Grüße, 世界 🎉"}' },
    { id: 2, data: "" },
    { id: null, data: "[DONE]" },
  ];
  assert.deepEqual(readPieces(bytes, all), expected);
  for (const cut of all) assert.deepEqual(readPieces(bytes, [cut]), expected, `cut at ${cut}`);
});

test("an event that its blank line has not closed is not told: it comes again", () => {
  assert.deepEqual(readPieces(encoder.encode('id: 7\ndata: {"half":1}\n'), []), []);
});

test("a picture that comes in a thousand pieces is put together once", () => {
  const url = "A".repeat(4_000_000);
  const bytes = encoder.encode(`id: 1\ndata: ${url}\n\n`);
  const cuts = Array.from({ length: 1_000 }, (_, index) => index * 4_000);
  const beganAtMs = performance.now();
  assert.equal(readPieces(bytes, cuts)[0]?.data.length, url.length);
  assert(performance.now() - beganAtMs < 2_000, "time in its length, not in its square");
});
