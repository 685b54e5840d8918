import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { openNameServer } from "../../tests/doubles/name-server.ts";
import { openPictureServer, openTripwire } from "../../tests/doubles/picture-server.ts";
import { makeSelfSigned } from "../../tests/doubles/self-signed.ts";
import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import { guardAddress } from "./address-guard.ts";
import { exchange } from "./exchange.ts";
import { type GetOrder, guardedGet, guardedPost } from "./guarded-fetch.ts";
import { publicNames } from "./names.ts";

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const never = new AbortController().signal;
const server = await openPictureServer();
after(() => server.close());
const nameServer = await openNameServer();
after(() => nameServer.close());
const names = publicNames([nameServer.address]);
const terms = { names, clock, hostsAllowed: [server.host] };

function getting(url: string, more: Partial<GetOrder> = {}) {
  const pieces: Buffer[] = [];
  const take = (piece: Buffer): null => {
    pieces.push(piece);
    return null;
  };
  const order = { url, accept: "*/*", bytesMax: 1_000, timeoutMs: 2_000, take, ...more };
  return { order, text: () => Buffer.concat(pieces).toString("latin1") };
}

test("what an allowed host has is got, without cookies and without compression", async () => {
  server.serveBytes(Buffer.from("hello"), "text/plain");
  const { order, text } = getting(`http://${server.host}/a?b=c#d`, { accept: "image/png" });
  assert.deepEqual(await guardedGet(terms, order, never), { complete: true });
  assert.equal(text(), "hello");
  const { url, headers } = server.requests.at(-1) ?? {};
  assert.equal(url, "/a?b=c");
  assert.deepEqual(headers, {
    host: server.host,
    connection: "keep-alive",
    accept: "image/png",
    "accept-encoding": "identity",
    "user-agent": "farebox",
  });
});

test("a name is looked up once, and the connection goes to what was checked", async () => {
  nameServer.answer("turning.example", ["8.8.8.8"], ["127.0.0.1"]);
  const way = await guardAddress(terms, "http://turning.example/a.png", never);
  assert("addresses" in way, JSON.stringify(way));
  assert.deepEqual(way.addresses, ["8.8.8.8"]);
  assert.equal(nameServer.questions("turning.example"), 1);
  const later = await guardAddress(terms, "http://turning.example/a.png", never);
  assert("blocked" in later, "its second answer leads inward");

  // Nobody could look this name up: who answers was found by the address alone.
  const port = server.host.split(":")[1];
  const url = new URL(`http://turning.example:${port}/a.png`);
  const order = { method: "GET", headers: {}, body: null } as const;
  server.serveBytes(Buffer.from("hello"));
  const answer = await exchange({ url, addresses: ["127.0.0.1"] }, order, never);
  assert("status" in answer, JSON.stringify(answer));
  await answer.close();
  assert.equal(server.requests.at(-1)?.headers.host, `turning.example:${port}`);
  assert.equal(nameServer.questions("turning.example"), 2, "connecting asks no name server");
});

test("one inward address among public ones blocks the name", async () => {
  nameServer.answer("mixed.example", ["8.8.8.8", "127.0.0.1"]);
  nameServer.answer("mixed6.example", ["8.8.8.8", "::1"]);
  nameServer.answer("public.example", ["8.8.8.8", "2606:4700::1111"]);
  for (const name of ["mixed.example", "mixed6.example"]) {
    const way = await guardAddress(terms, `http://${name}/`, never);
    assert("blocked" in way, name);
  }
  const way = await guardAddress(terms, "http://public.example/", never);
  assert("addresses" in way);
  assert.deepEqual([...way.addresses].sort(), ["2606:4700::1111", "8.8.8.8"]);
});

test("a name that leads nowhere, or to a crowd, is told so", async () => {
  const many = Array.from({ length: limits.addressesPerNameMax + 1 }, (_, at) => `8.8.${at}.8`);
  // More than one datagram's worth is cut by resolvers; both kinds together are enough.
  nameServer.answer("crowd.example", [
    ...many.slice(0, 33),
    ...many.map((_, at) => `2600::${at}`).slice(0, 33),
  ]);
  const crowd = await guardedGet(terms, getting("http://crowd.example/").order, never);
  assert.deepEqual(crowd, { failed: "its name leads to more than 64 addresses" });
  const nowhere = await guardedGet(terms, getting("http://nowhere.example/").order, never);
  assert.deepEqual(nowhere, { failed: "its name leads nowhere" });
});

test("a certificate that nobody vouches for ends the call, whose name it was told", async () => {
  let toldName: string | undefined;
  const tls = createTlsServer({
    ...makeSelfSigned("pictures.example"),
    SNICallback: (name, done) => {
      toldName = name;
      done(null);
    },
  });
  tls.on("request", () => assert.fail("a request came"));
  tls.listen(0, "127.0.0.1");
  await once(tls, "listening");
  const { port } = tls.address() as AddressInfo;
  const way = { url: new URL(`https://pictures.example:${port}/`), addresses: ["127.0.0.1"] };
  const order = { method: "GET", headers: {}, body: null } as const;
  const answer = await exchange(way, order, never);
  assert.deepEqual(answer, { failed: "its server's certificate or TLS is not accepted" });
  assert.equal(toldName, "pictures.example");
  tls.closeAllConnections();
  tls.close();
});

test("bytes, time and the caller's stop each end a call", async () => {
  server.serve((response) => void response.writeHead(200).flushHeaders());
  const slow = await guardedGet(
    terms,
    getting(`http://${server.host}/`, { timeoutMs: 200 }).order,
    never,
  );
  assert.deepEqual(slow, { failed: "it takes longer than 200 ms" });
  const leave = new AbortController();
  setTimeout(() => leave.abort(), 100);
  const left = await guardedGet(terms, getting(`http://${server.host}/`).order, leave.signal);
  assert.deepEqual(left, { stopped: true });
  const gone = await guardedGet(terms, getting(`http://${server.host}/`).order, leave.signal);
  assert.deepEqual(gone, { stopped: true });

  server.serveBytes(Buffer.alloc(1_001));
  const large = await guardedGet(terms, getting(`http://${server.host}/`).order, never);
  assert.deepEqual(large, { failed: "its 1001 bytes are more than 1000" });
  server.serve((response) => {
    response.writeHead(200).write("x".repeat(600));
    response.end("x".repeat(600));
  });
  const untold = await guardedGet(terms, getting(`http://${server.host}/`).order, never);
  assert.deepEqual(untold, { failed: "it is larger than 1000 bytes" });
});

test("a webhook is posted whole, and any status is an answer", async () => {
  for (const status of [200, 204, 307, 404, 500]) {
    let body = "";
    server.serve((response, request) => {
      request.setEncoding("utf8").on("data", (piece: string) => {
        body += piece;
      });
      request.on("end", () => response.writeHead(status, { location: "/elsewhere" }).end());
    });
    const before = server.requests.length;
    const url = `http://${server.host}/hook`;
    const headers = { "content-type": "application/json", "webhook-id": "msg_1" };
    const posted = await guardedPost(terms, { url, headers, body: '{"é":1}' }, never);
    assert.deepEqual(posted, { status });
    assert.equal(body, '{"é":1}');
    assert.equal(server.requests.length, before + 1, "no redirect is followed");
    const seen = server.requests.at(-1);
    assert.equal(seen?.method, "POST");
    assert.equal(seen?.headers["webhook-id"], "msg_1");
    assert.equal(seen?.headers["content-length"], "8");
  }
});

test("a webhook's address is guarded like a picture's, and no byte leaves", async () => {
  const wire = await openTripwire("127.0.0.1");
  nameServer.answer("inward.example", ["127.0.0.1"]);
  for (const url of [
    `http://127.0.0.1:${wire.port}/`,
    `http://localhost:${wire.port}/`,
    "http://inward.example/",
    "http://169.254.169.254/",
    "ftp://pictures.example/",
  ]) {
    const posted = await guardedPost(terms, { url, headers: {}, body: "x" }, never);
    assert("blocked" in posted, `${url}: ${JSON.stringify(posted)}`);
  }
  const refused = await guardedPost(
    { ...terms, hostsAllowed: ["127.0.0.1:1"] },
    { url: "http://127.0.0.1:1/", headers: {}, body: "x" },
    never,
  );
  assert.deepEqual(refused, { failed: "its server refuses the connection" });
  assert.deepEqual([wire.connections, wire.bytes], [0, 0]);
  await wire.close();
});
