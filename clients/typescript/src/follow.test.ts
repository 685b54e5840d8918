import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { Farebox } from "./farebox.ts";

type Play = (response: ServerResponse) => void;

const event = (id: number, content: string) =>
  `id: ${id}\ndata: ${JSON.stringify({ id: "c", choices: [{ delta: { content } }] })}\n\n`;
const done = "data: [DONE]\n\n";

/** A server that answers one connection after the other as told, and the text that comes of it. */
async function play(plays: readonly Play[], silenceMs = 300) {
  const asked: string[] = [];
  const queue = [...plays];
  const server = createServer((request, response) => {
    if (!request.url?.includes("stream") && request.method === "GET") {
      response.setHeader("content-type", "application/json");
      response.end('{ "status": "completed", "cost": "0.00" }');
      return;
    }
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "c" });
    queue.shift()?.(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const farebox = new Farebox({ apiKey: "sk-0123456789", baseUrl, silenceMs });
  after(async () => {
    await farebox.close();
    server.closeAllConnections();
    server.close();
  });
  const stream = await farebox.stream({ model: "m", messages: [] });
  const { text } = await stream.whole();
  return { text, asked, resumed: stream.resumed };
}

const again = (number: number) =>
  `GET /v1/chat/completions/c/stream?after=${number}&include_usage=true`;
const first = "POST /v1/chat/completions";

test("a connection that stays open behind the last event holds up nobody", async () => {
  const { text, asked } = await play([(response) => response.write(event(1, "whole") + done)]);
  assert.deepEqual([text, asked], ["whole", [first]]);
});

test("a polite end without [DONE] is a lost connection", async () => {
  const { text, asked } = await play([
    (response) => response.end(event(1, "a") + event(2, "b")),
    (response) => response.end(event(3, "c") + done),
  ]);
  assert.deepEqual([text, asked], ["abc", [first, again(2)]]);
});

test("events that come twice are told once, and what is missing is asked for again", async () => {
  const { text, asked } = await play([
    (response) => response.write(event(1, "a") + event(1, "a") + event(3, "c") + done),
    (response) => response.end(event(1, "a") + event(2, "b") + event(3, "c") + done),
  ]);
  assert.deepEqual([text, asked], ["abc", [first, again(1)]]);
});

test("silence is a lost connection, unless comments break it", async () => {
  const { text, asked, resumed } = await play([
    (response) => response.write(event(1, "a")),
    (response) => {
      const ticking = setInterval(() => response.write(": waiting\n\n"), 100);
      setTimeout(() => {
        clearInterval(ticking);
        response.end(event(2, "b") + done);
      }, 700);
    },
  ]);
  assert.deepEqual([text, asked, resumed], ["ab", [first, again(1)], 1]);
});

test("a stream that can't be had again ends in an error after five attempts", async () => {
  const gone: Play = (response) => response.destroy();
  const lost = play([(response) => response.end(event(1, "a")), ...Array(9).fill(gone)]);
  await assert.rejects(lost, {
    name: "ConnectionError",
    message: /^the stream was lost after event 1: /,
    attempts: 6,
  });
});
