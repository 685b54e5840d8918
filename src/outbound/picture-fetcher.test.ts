import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openNameServer } from "../../tests/doubles/name-server.ts";
import { openPictureServer, openTripwire } from "../../tests/doubles/picture-server.ts";
import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import { publicNames } from "./names.ts";
import { openPictureFetcher } from "./picture-fetcher.ts";

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
const terms = { names: publicNames([nameServer.address]), clock, hostsAllowed: [server.host] };
const fetcher = openPictureFetcher(terms);

function fetching(url: string, takeRoom = (_bytes: number) => true) {
  return fetcher.fetch({ url, takeRoom }, never);
}

const gif = Buffer.from(
  "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0",
  "latin1",
);

const inward = [
  ["127.0.0.1"],
  ["127.1.2.3"],
  ["0.0.0.0"],
  ["10.0.0.1"],
  ["172.16.0.1"],
  ["192.168.0.1"],
  ["100.100.100.200"],
  ["169.254.169.254"],
  ["::1"],
  ["::"],
  ["::ffff:7f00:1"],
  ["fd00:ec2::254"],
  ["fe80::1"],
  ["64:ff9b::7f00:1"],
  ["2002:7f00:1::"],
  ["8.8.8.8", "127.0.0.1"],
  ["2606:4700::1111", "::1"],
];

test("a name that leads inward is blocked, and no byte is sent there", async (context) => {
  const wire = await openTripwire("::", 80).catch(() => openTripwire("::"));
  context.after(() => wire.close());
  for (const [index, addresses] of inward.entries()) {
    const name = `inward-${index}.example`;
    nameServer.answer(name, addresses);
    for (const host of [name, `${name}.`]) {
      const direct = await fetching(`http://${host}:${wire.port}/x.png`);
      assert(
        !direct.fetched && direct.kind === "blocked",
        `${addresses}: ${JSON.stringify(direct)}`,
      );
    }
    const location = `http://${name}/x.png`;
    server.serve((response) => void response.writeHead(302, { location }).end());
    const redirected = await fetching(`http://${server.host}/x.png`);
    assert(!redirected.fetched && redirected.kind === "blocked", JSON.stringify(redirected));
    assert(nameServer.questions(name) > 0, "the name itself was asked for");
  }
  assert.deepEqual([wire.connections, wire.bytes], [0, 0]);
});

test("a name that turns inward at its second look-up is blocked then", async () => {
  // Two redirects lead to one name: what was found the first time is not taken for the second.
  nameServer.answer("turning.example", ["2001:db8::1"], ["127.0.0.1"]);
  server.serve((response) => {
    response.writeHead(302, { location: "http://turning.example/x.png" }).end();
  });
  for (let look = 1; look <= 2; look += 1) {
    const turned = await fetching(`http://${server.host}/x.png`);
    assert(!turned.fetched && turned.kind === "blocked", JSON.stringify(turned));
    assert.equal(nameServer.questions("turning.example"), look);
  }
});

test("a picture of any of the kinds is kept as its base64, whatever it is called", async () => {
  server.serveBytes(gif, "text/html");
  const picture = await fetching(`http://${server.host}/x`);
  assert(picture.fetched, JSON.stringify(picture));
  assert.equal(Buffer.from(picture.base64).toString("latin1"), gif.toString("base64"));
});

test("without room nothing more is kept", async () => {
  server.serveBytes(Buffer.concat([gif, Buffer.alloc(100_000)]));
  let left = 50_000;
  const picture = await fetching(`http://${server.host}/x`, (bytes) => {
    left -= bytes;
    return left >= 0;
  });
  assert(!picture.fetched && picture.kind === "no_room", JSON.stringify(picture));
});

test("fetches of all calls together are bounded", async () => {
  server.serve((response) => void response.writeHead(200).flushHeaders());
  const leave = new AbortController();
  const order = { url: `http://${server.host}/x`, takeRoom: () => true };
  const waiting = Array.from({ length: limits.fetchesMax }, () =>
    fetcher.fetch(order, leave.signal),
  );
  const further = await fetching(order.url);
  assert(!further.fetched && further.kind === "crowded", JSON.stringify(further));
  leave.abort();
  for (const picture of await Promise.all(waiting)) {
    assert(!picture.fetched && picture.kind === "stopped", JSON.stringify(picture));
  }
  server.serveBytes(gif);
  assert((await fetching(order.url)).fetched, "there is room again");
});
