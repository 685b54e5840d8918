import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { after, afterEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { limits } from "../../src/core/limits.ts";
import { bufferedChat, startBufferedChat } from "../doubles/chat-client.ts";
import { memoryBelow } from "../doubles/gateway-memory.ts";
import type { Reply } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { openPictureServer, openTripwire } from "../doubles/picture-server.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { makeSelfSigned } from "../doubles/self-signed.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, answerUntil } from "../doubles/upstream-script.ts";

const megabyte = 1024 * 1024;
const server = await openPictureServer();
after(() => server.close());
const tls = createTlsServer(makeSelfSigned("127.0.0.1"), (_request, response) => response.end());
const raw = createPlainServer((socket) => {
  socket.on("error", () => undefined);
  socket.once("data", () => socket.end("\u0000 I speak another language \r\n\r\n"));
});
const [tlsHost, rawHost] = await Promise.all([tls, raw].map(hostOf));
after(() => [tls, raw].map((one) => one.close()));

const stage = await openStage({
  gateway: {
    picture_hosts_allowed: [server.host, tlsHost, rawHost, "127.0.0.1:1"],
    bodies_in_flight_bytes_max: "64MiB",
  },
  models: [
    model("seeing", {
      price: { input: "1.00", output: "60.00" },
      routes: [{ provider: "local", model: "s", vision: "tiles-258" }],
    }),
  ],
});
stage.upstream.script("fine", answer(["Hello"]));
const { accountId, caller } = await stage.enter({ balance: "5.00" });

afterEach(async () => {
  assert.equal((await stage.operator.balance(accountId)).held, 0n, "nothing is left held");
  assert.deepEqual(await stage.operator.openHolds(accountId), []);
  assert.equal(stage.gateway.running(), true, stage.gateway.output());
  assert.equal((await bufferedChat(caller, ask("fine"))).status, 200, "the process serves");
});

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJ" +
    "RU5ErkJggg==",
  "base64",
);

/** A picture's true header of these sides, and as many bytes as are wanted behind it. */
function pictureOf(width: number, height: number, bytes: number): Buffer {
  const picture = Buffer.alloc(bytes, "picture");
  png.copy(picture, 0, 0, 33);
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  picture.writeUInt32BE(crc32(picture.subarray(12, 29)), 29);
  return picture;
}

test("a picture is fetched once and sent on inline, at the same price as inline", async () => {
  const picture = pictureOf(1920, 1080, 300_001);
  server.serveBytes(picture, "application/octet-stream");
  const before = server.requests.length;
  const url = `http://${server.host}/some/picture.png?size=full`;
  const remote = await see([url], { stream: false });
  assert.equal(remote.status, 200, remote.text);
  assert.deepEqual(sentPictures(), [dataUrl(picture)]);
  assert.equal(server.requests.length, before + 1, "fetched once");
  const { headers, method, url: path } = server.requests.at(-1) ?? {};
  assert.equal(`${method} ${path}`, "GET /some/picture.png?size=full");
  assert.equal(headers?.["accept-encoding"], "identity");
  assert.equal(headers?.["user-agent"], "farebox");
  assert.deepEqual(
    [headers?.cookie, headers?.authorization, headers?.referer],
    [undefined, undefined, undefined],
  );

  const inline = await see([dataUrl(picture)]);
  assert.equal(inline.status, 200, inline.text);
  const bill = (reply: Reply) => ["usage", "cost"].map((name) => at(reply.json, name));
  assert.deepEqual(bill(remote), bill(inline));
  assert.equal(at(remote.json, "usage.prompt_tokens_details.image_tokens"), 2 * 258);
  const header = "x-farebox-prompt-tokens";
  assert.equal(remote.headers[header], inline.headers[header]);
});

test("pictures keep their places, one address is fetched once, and eight at once", async () => {
  let open = 0;
  let most = 0;
  server.serve(async (response, request) => {
    open += 1;
    most = Math.max(most, open);
    await delay(20);
    open -= 1;
    response.end(pictureOf(Number(request.url?.slice(1)), 10, 500));
  });
  const before = server.requests.length;
  const widths = [...Array.from({ length: 20 }, (_, index) => index + 1), 3, 3];
  const urls = widths.map((width) => `http://${server.host}/${width}`);
  const mixed = [...urls.slice(0, 5), dataUrl(png), ...urls.slice(5)];
  const reply = await see(mixed);
  assert.equal(reply.status, 200, reply.text);
  assert.equal(server.requests.length, before + 20);
  assert.equal(most, limits.fetchesPerCallMax);
  const expected = widths.map((width) => dataUrl(pictureOf(width, 10, 500)));
  expected.splice(5, 0, dataUrl(png));
  assert.deepEqual(sentPictures(), expected);
});

test("redirects are followed three times and no further; cookies never", async () => {
  server.serve((response, request) => {
    const left = Number(request.url?.slice(1));
    if (!(left > 0)) return void response.end(png);
    const location = left === 1 ? "0" : `http://${server.host}/${left - 1}`;
    response.writeHead([301, 302, 303, 307, 308][left % 5] ?? 302, {
      location,
      "set-cookie": "a=b",
      "content-length": 3_000_000_000,
    });
    response.flushHeaders();
  });
  const three = await see([`http://${server.host}/3`]);
  assert.equal(three.status, 200, three.text);
  assert.equal(server.requests.at(-1)?.headers.cookie, undefined);
  unreadable(await see([`http://${server.host}/4`]), /redirected more than 3 times/);
  server.serve((response) => response.writeHead(302, { location: "/again" }).end());
  unreadable(await see([`http://${server.host}/`]), /redirected more than 3 times/);
});

/** Every way to say "inward", at a port where a listener would notice. */
function inwardUrls(port: number): readonly string[] {
  const hosts = [
    "127.0.0.1",
    "127.8.8.8",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "127.1",
    "①②⑦.0.0.1",
    "0",
    "0.0.0.0",
    "localhost",
    "LocalHost.",
    "a.localhost",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    "[fdff::1]",
    "[fe80::1]",
    "[febf::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "metadata.google.internal",
    "printer.local",
  ];
  return [
    ...hosts.map((host) => `http://${host}:${port}/x.png`),
    `https://127.0.0.1:${port}/x.png`,
    `http://user:secret@127.0.0.1:${port}/x.png`,
    `ftp://127.0.0.1:${port}/x.png`,
    "file:///etc/passwd",
    "gopher://127.0.0.1/x",
  ];
}

test("what leads inward is blocked in every spelling, and no byte goes there", async (context) => {
  // On the web's own port nothing but the address itself is wrong; where it is taken, on another.
  const wire = await openTripwire("::", 80).catch(() => openTripwire("::"));
  context.after(() => wire.close());
  const urls = inwardUrls(wire.port);
  for (const url of [...urls, "not an address"]) blocked(await see([url]), url);
  assert.deepEqual([wire.connections, wire.bytes], [0, 0]);

  for (const url of urls) {
    server.serve((response) => void response.writeHead(302, locationOf(url)).end());
    blocked(await see([`http://${server.host}/`]), `a redirect to ${url}`);
  }
  assert.deepEqual([wire.connections, wire.bytes], [0, 0]);
});

/** Header values are bytes: what isn't ASCII goes as an address writes it. */
function locationOf(url: string) {
  return { location: url.replaceAll(/[^ -~]/g, (character) => encodeURIComponent(character)) };
}

const bad: readonly (readonly [string, RegExp, (response: ServerResponse) => void])[] = [
  ["404", /status 404/, (response) => response.writeHead(404).end("no")],
  ["500", /status 500/, (response) => response.writeHead(500).end(png)],
  ["204", /status 204/, (response) => response.writeHead(204).end()],
  ["a part", /status 206/, (response) => response.writeHead(206).end(png)],
  ["a redirect to nowhere", /status 302/, (response) => response.writeHead(302).end()],
  ["HTML", /no such picture/, (response) => response.end(`<html>${"x".repeat(1_000)}</html>`)],
  ["a little HTML", /no such picture/, (response) => response.end("<html></html>")],
  ["HTML without end", /no such picture/, (response) => pour(response, Buffer.alloc(9_999, "<p>"))],
  ["nothing", /sent nothing/, (response) => response.end()],
  ["half a header", /ends within its header/, (response) => response.end(png.subarray(0, 20))],
  [
    "3 GB by its word",
    /3221225472 bytes are more than 20971520/,
    (response) => response.writeHead(200, { "content-length": 3_221_225_472 }).write(png),
  ],
  [
    "a picture without end",
    /larger than 20971520 bytes/,
    (response) => pour(response, pictureOf(10, 10, megabyte)),
  ],
  [
    "less than it announced",
    /before all of it had come|not what its server announced/,
    (response) => {
      response.writeHead(200, { "content-length": 5_000 }).write(pictureOf(10, 10, 900));
      setTimeout(() => response.socket?.end(), 50);
    },
  ],
  [
    "more than it announced",
    /longer than its server announced/,
    (response) => {
      const picture = pictureOf(10, 10, 9_000);
      response.socket?.write("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n");
      response.socket?.write(picture);
    },
  ],
  [
    "two lengths",
    /HTTP|announced/,
    (response) => {
      const head = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\ncontent-length: 70\r\n\r\n";
      response.socket?.end(Buffer.concat([Buffer.from(head), png]));
    },
  ],
  [
    "it compressed",
    /compressed/,
    (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(png),
  ],
  ["a hang-up", /closed the connection/, (response) => void response.destroy()],
];

for (const [what, reason, serve] of bad) {
  test(`a server that answers with ${what}: refused with the reason`, async () => {
    server.serve((response) => void serve(response));
    const started = Date.now();
    unreadable(await see([`http://${server.host}/x.png`]), reason);
    assert(Date.now() - started < 5_000);
  });
}

test("a server that can't be talked to: refused with the reason", async () => {
  unreadable(await see([`https://${tlsHost}/x.png`]), /certificate or TLS is not accepted/);
  unreadable(await see([`https://${server.host}/x.png`]), /certificate or TLS is not accepted/);
  unreadable(await see([`http://${rawHost}/x.png`]), /is not HTTP/);
  unreadable(await see(["http://127.0.0.1:1/x.png"]), /refuses the connection/);
});

test("a server that is slow is given ten seconds in all, whatever it does", async () => {
  const started = Date.now();
  server.serve((response, request) => {
    if (request.url === "/silent") return;
    const drip = setInterval(() => response.write(png.subarray(0, 1)), 500);
    response.on("close", () => clearInterval(drip));
  });
  const urls = ["silent", "dripping"].map((path) => `http://${server.host}/${path}`);
  const replies = await Promise.all(urls.map((url) => see([url])));
  for (const reply of replies) unreadable(reply, /longer than 10000 ms/);
  assert(Date.now() - started < limits.fetchMs + 3_000);
});

test("many endless pictures at once stay within the memory that bodies may take", async () => {
  server.serve((response) => pour(response, pictureOf(10, 10, megabyte)));
  const before = memoryBelow();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, memoryBelow());
  }, 50);
  const urls = Array.from({ length: 24 }, (_, index) => `http://${server.host}/${index}`);
  const replies = await Promise.all(urls.map((url) => see([url])));
  clearInterval(watch);
  const codes = new Set(replies.map((reply) => reply.code));
  assert(codes.isSubsetOf(new Set(["image_unreadable", "overloaded"])), [...codes].join());
  // The bodies' 64 MiB, as much again while pictures grow in place, and what lies on the wire.
  assert(most - before < 300 * megabyte, `${(most - before) / megabyte} MiB more`);
});

test("pictures that are too large together: 413, before anything is held", async () => {
  server.serveBytes(pictureOf(10, 10, 9 * megabyte));
  const urls = [1, 2, 3].map((index) => `http://${server.host}/${index}`);
  const reply = await see(urls);
  assert.equal(reply.status, 413, reply.text);
  assert.equal(reply.code, "body_too_large");
  const two = await see(urls.slice(1));
  assert.equal(two.status, 200, two.text);
});

test("fetched pictures count among the bodies in flight, and are given back", async () => {
  server.serveBytes(pictureOf(10, 10, 18 * megabyte));
  stage.upstream.script("waiting", answerUntil("let go", ["Hello"]));
  const url = `http://${server.host}/x.png`;
  const running = [1, 2].map(() => see([url], { script: "waiting" }));
  await stage.upstream.reached("let go", 2);
  const third = await see([url]);
  assert.equal(third.status, 503, third.text);
  assert.equal(third.code, "overloaded");
  assert.equal(third.headers["retry-after"], "1");
  stage.upstream.release("let go");
  for (const reply of await Promise.all(running)) assert.equal(reply.status, 200, reply.text);
  assert.equal((await see([url])).status, 200);
});

test("a client that leaves stops the fetch, and nothing was held", async () => {
  const sockets: boolean[] = [];
  server.serve((response) => {
    const index = sockets.push(true) - 1;
    response.on("close", () => {
      sockets[index] = false;
    });
    response.writeHead(200).write(png.subarray(0, 10));
  });
  const posted = (await stage.operator.balance(accountId)).posted;
  const upstreamCalls = stage.upstream.calls().length;
  const client = startBufferedChat(caller, seeing([`http://${server.host}/x.png`], "fine"));
  await until(() => sockets[0] === true, "the fetch");
  client.destroy();
  const left = Date.now();
  await until(() => sockets[0] === false, "the end of the fetch", 2_000);
  assert(Date.now() - left < 250);
  await delay(50);
  assert.equal(stage.upstream.calls().length, upstreamCalls, "nothing reached the upstream");
  assert.equal((await stage.operator.balance(accountId)).posted, posted);
});

test("a repeated idempotency key tells the first outcome, its picture gone or not", async () => {
  server.serveBytes(pictureOf(64, 64, 500), "image/png");
  const body = seeing([`http://${server.host}/soon-gone.png`], "fine");
  const keyed = { headers: { "idempotency-key": "k-picture" } };
  const first = await bufferedChat(caller, body, keyed);
  assert.equal(first.status, 200, first.text);
  const fetched = server.requests.length;
  const upstreamCalls = stage.upstream.calls("fine").length;
  server.serve((response) => void response.writeHead(404).end());
  const again = await bufferedChat(caller, body, keyed);
  assert.equal(again.status, 200, again.text);
  assert.equal(again.text, first.text);
  const changed = await bufferedChat(caller, { ...body, temperature: 1 }, keyed);
  assert.equal(changed.code, "idempotency_key_reused", changed.text);
  assert.equal(server.requests.length, fetched, "nothing is fetched again");
  assert.equal(stage.upstream.calls("fine").length, upstreamCalls);
});

test("a model that takes no pictures has none fetched", async () => {
  const before = server.requests.length;
  const body = { ...seeing([`http://${server.host}/x.png`], "fine"), model: "words" };
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.code, "invalid_request", reply.text);
  assert.equal(server.requests.length, before);
});

function seeing(urls: readonly string[], script: string) {
  const content = [
    { type: "text", text: `script:${script} What is this?` },
    ...urls.map((url) => ({ type: "image_url", image_url: { url } })),
  ];
  return { model: "seeing", max_tokens: 50, messages: [{ role: "user", content }] };
}

function see(
  urls: readonly string[],
  { script = "fine", ...more }: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  return bufferedChat(caller, { ...seeing(urls, String(script)), ...more });
}

/** The pictures of the upstream's newest call. */
function sentPictures(): readonly string[] {
  const parts = listAt(stage.upstream.calls("fine").at(-1)?.body, "messages.0.content");
  return parts.flatMap((part) =>
    at(part, "type") === "image_url" ? [textAt(part, "image_url.url")] : [],
  );
}

function blocked(reply: Reply, what: string): void {
  assert.equal(reply.status, 400, `${what}: ${reply.text}`);
  assert.equal(reply.code, "image_url_blocked", `${what}: ${reply.text}`);
  assert.equal(reply.headers["x-should-retry"], "false");
}

function unreadable(reply: Reply, reason: RegExp): void {
  assert.equal(reply.status, 400, reply.text);
  assert.equal(reply.code, "image_unreadable", reply.text);
  assert.match(textAt(reply.json, "error.message"), reason);
}

function dataUrl(bytes: Buffer): string {
  return `data:image/png;base64,${bytes.toString("base64")}`;
}

/** Writes the first piece, and then its tail, for as long as somebody reads: 200 MiB at most. */
function pour(response: ServerResponse, piece: Buffer): void {
  let left = 200 * megabyte;
  const write = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= piece.length;
      if (!response.write(piece)) return void response.once("drain", write);
    }
    response.destroy();
  };
  write();
}

async function hostOf(listener: typeof tls | typeof raw): Promise<string> {
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return `127.0.0.1:${(listener.address() as AddressInfo).port}`;
}
