import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnswerReader } from "./answer-reader.ts";
import { median, quantile } from "./quantile.ts";

const sized = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nx: y\r\n\r\nhello world";
const chunked =
  "HTTP/1.1 402 No\r\ntransfer-encoding: chunked\r\n\r\n" +
  "5\r\nhello\r\n10\r\n 0123456789abcde\r\n0\r\n\r\n";

for (const [name, answer, status, bodyBytes] of [
  ["an announced length", sized, 200, 11],
  ["chunks", chunked, 402, 21],
] as const) {
  test(`an answer with ${name} ends where it ends, however its bytes are split`, () => {
    const bytes = Buffer.from(answer);
    for (let at = 0; at <= bytes.length; at += 1) {
      const reader = createAnswerReader();
      const early = at > 0 && reader.push(bytes.subarray(0, at));
      assert.equal(early, at === bytes.length, `after ${at} bytes`);
      if (at < bytes.length) assert.equal(reader.push(bytes.subarray(at)), true, `split at ${at}`);
      assert.deepEqual([reader.status, reader.bodyBytes], [status, bodyBytes]);
      assert.equal(reader.push(Buffer.from(sized)), true, "the connection serves again");
    }
  });
}

test("bytes beyond an answer's end are a fault of the measurement, not a sample", () => {
  assert.throws(() => createAnswerReader().push(Buffer.from(`${sized}!`)));
  assert.throws(() => createAnswerReader().push(Buffer.from("HTTP/1.1 200 OK\r\n\r\n")));
});

test("a quantile is a sample, and a median the middle", () => {
  const samples = [4, 1, 3, 2];
  assert.equal(quantile(samples, 0.5), 2);
  assert.equal(quantile(samples, 0.99), 4);
  assert.equal(median(samples), 2.5);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([7]), 7);
  assert.throws(() => quantile([], 0.5));
});
