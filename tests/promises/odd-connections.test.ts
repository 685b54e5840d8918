import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { at, parseOrNull } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const { accountId, caller } = await stage.enter({ balance: "1.00" });
stage.upstream.script("short", answer(words(3)));
const body = JSON.stringify(ask("short"));
const port = Number(new URL(caller.url).port);

afterEach(async () => {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await stage.operator.openHolds(accountId)).length === 0) break;
    await delay(20);
  }
  assert.deepEqual(await stage.operator.openHolds(accountId), []);
  await stage.operator.cleanAudit();
});

/** Writes bytes on a connection of their own, and reads until the server closes it. */
function exchange(...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let read = "";
    const socket = connect(port, "127.0.0.1", () => {
      for (const piece of pieces) socket.write(piece, "latin1");
    });
    socket.setEncoding("latin1");
    socket.on("data", (more: string) => {
      read += more;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(read));
    socket.setTimeout(5_000, () => socket.destroy());
  });
}

function head(more: readonly string[], length: number | null = body.length): string {
  const lines = [
    "POST /v1/chat/completions HTTP/1.1",
    "host: here",
    `authorization: Bearer ${caller.secret}`,
    "content-type: application/json",
    ...(length === null ? [] : [`content-length: ${length}`]),
    ...more,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

const closing = ["connection: close"];

for (const [kind, bytes] of [
  ["no HTTP", "\u0000\u0001 hello \r\n\r\n"],
  ["two lengths", head(["content-length: 3", ...closing]) + body],
  ["a length and chunks", head(["transfer-encoding: chunked", ...closing]) + body],
  ["a chunk of no size", `${head(["transfer-encoding: chunked", ...closing], null)}zz\r\n`],
  ["headers without end", head([`x-large: ${"a".repeat(60_000)}`, ...closing])],
] as const) {
  test(`${kind}: refused in the shape of every other refusal`, async () => {
    const text = await exchange(bytes);
    assert.match(text, /^HTTP\/1\.1 400 /, text);
    const error = parseOrNull(text.slice(text.indexOf("\r\n\r\n") + 4));
    assert.equal(at(error, "error.code"), "invalid_request", text);
  });
}

test("calls in one breath on one connection are answered each, in their order", async () => {
  const text = await exchange(head([]) + body + head([]) + body + head(closing) + body);
  assert.equal(text.match(/HTTP\/1\.1 200 /g)?.length, 3, text);
  assert.equal(text.match(/"one two three"/g)?.length, 3);
});

test("a client that asks before it sends its body is told to go on", async () => {
  const text = await exchange(head(["expect: 100-continue", ...closing]), body);
  assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

test("garbage behind a call that streams is never mixed into its answer", async () => {
  stage.upstream.script("slow", {
    steps: [{ text: "one" }, { waitMs: 300 }, { text: " two" }, { finish: "stop" }, { done: true }],
  });
  const slow = JSON.stringify(ask("slow", { stream: true }));
  const reading = exchange(head([], slow.length) + slow, "\u0000garbage\r\n\r\n");
  const text = await reading;
  assert.ok((text.match(/HTTP\/1\.1 /g)?.length ?? 0) <= 1, text);
});
