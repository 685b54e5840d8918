import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, test } from "node:test";
import { bufferedChat } from "../doubles/chat-client.ts";
import { type HttpCall, type Reply, send } from "../doubles/http-client.ts";
import { at } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer } from "../doubles/upstream-script.ts";

const price = { input: "1.00", output: "60.00" };
const stage = await openStage({
  gateway: { body_bytes_max: "4MiB" },
  models: [
    model("seeing", { price, routes: [{ provider: "local", model: "s", vision: "tiles-258" }] }),
  ],
});
stage.upstream.script("fine", answer(["Hello"]));
const { accountId, caller } = await stage.enter({ balance: "5.00" });
let posted = (await stage.operator.balance(accountId)).posted;

afterEach(async () => {
  const balance = await stage.operator.balance(accountId);
  assert.equal(balance.held, 0n, "nothing is left held");
  assert(posted - balance.posted < 1_000_000_000n, "nothing is lost");
  posted = balance.posted;
  assert.equal(stage.gateway.running(), true, stage.gateway.output());
  const fine = await bufferedChat(caller, ask("fine"));
  assert.equal(fine.status, 200, "the process is alive and serves");
  posted = (await stage.operator.balance(accountId)).posted;
});

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJ" +
    "RU5ErkJggg==",
  "base64",
);

test("a small true picture is taken (the others differ from it by one lie)", async () => {
  const reply = await send(chatCall(picture(dataUrl(png))));
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.headers["x-farebox-upstream"], "local");
});

const lyingPictures: readonly (readonly [string, string])[] = [
  ["65,535 × 65,535 pixels", dataUrl(withSides(65_535, 65_535))],
  ["2,147,483,647 × 1 pixels", dataUrl(withSides(2_147_483_647, 1))],
  ["no width at all", dataUrl(withSides(0, 10))],
  ["a header that ends too early", dataUrl(png.subarray(0, 12))],
  ["a JPEG that is called PNG and is neither", `data:image/png;base64,${btoa("\xff\xd8\xffjunk")}`],
  ["text instead of a picture", `data:image/png;base64,${btoa("hello there, no picture")}`],
  ["nothing at all", "data:image/png;base64,"],
  ["something that is not base64", "data:image/png;base64,@@@@####"],
  ["base64 with a NUL inside", "data:image/png;base64,iVBO\u0000Rw0KGgo="],
  ["no base64 marker", "data:image/png,rawbytes"],
  ["a vector drawing", `data:image/svg+xml;base64,${btoa("<svg width='9' height='9'/>")}`],
  ["a data URL of text", `data:text/plain;base64,${btoa("hello")}`],
];

for (const [lie, url] of lyingPictures) {
  test(`a picture with ${lie}: 400 image_unreadable`, async () => {
    const reply = await send(chatCall(picture(url)));
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "image_unreadable", reply.text);
  });
}

const blocked = [
  "http://127.0.0.1:22/x.png",
  "http://localhost/x.png",
  "http://[::1]/x.png",
  "http://10.0.0.1/x.png",
  "http://169.254.169.254/latest",
  "file:///etc/passwd",
  "ftp://example.com/x.png",
];

for (const url of blocked) {
  test(`a picture at ${url}: 400 image_url_blocked`, async () => {
    const reply = await send(chatCall(picture(url)));
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "image_url_blocked", reply.text);
  });
}

const bodies: readonly (readonly [string, unknown])[] = [
  ["not JSON", "model=words&messages=hello"],
  ["cut in the middle", '{"model":"words","messages":[{"role":"us'],
  ["with a raw NUL byte", Buffer.from('{"model":"words","mess\u0000ages":[]}\u0000')],
  ["with broken UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ["nested 100,000 deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["nested deep inside a field", ask("fine", { metadata: nest(5_000) })],
  ["null", "null"],
  ["a number", "7"],
  ["with a model of 100,000 letters", ask("fine", { model: "x".repeat(100_000) })],
  ["with a limit of 2^63", '{"model":"words","max_tokens":9223372036854775808,"messages":[]}'],
  ["with a limit of 1e400", '{"model":"words","max_tokens":1e400,"messages":[]}'],
  ["with a role that is a list", ask("fine", { messages: [{ role: [], content: "x" }] })],
  ["with a content that is a number", ask("fine", { messages: [{ role: "user", content: 5 }] })],
  ["with a part of no kind", ask("fine", { messages: [{ role: "user", content: [{}] }] })],
  ["with a message that is null", ask("fine", { messages: [null] })],
  ["with tools that are text", ask("fine", { tools: "all" })],
  ["with __proto__ as its model", ask("fine", { model: "__proto__" })],
  ["with constructor as its model", ask("fine", { model: "constructor" })],
  ["with a max_cost of 1e-9", ask("fine", { max_cost: "1e-9" })],
  ["with a max_cost of NaN", ask("fine", { max_cost: "NaN" })],
];

for (const [kind, body] of bodies) {
  test(`a body ${kind}: a refusal with its code`, async () => {
    const reply = await send(chatCall(body));
    assert([400, 404].includes(reply.status), `${reply.status} ${reply.text}`);
    assert.equal(typeof reply.code, "string", reply.text);
    assert.equal(typeof at(reply.json, "error.message"), "string");
  });
}

test("a body over the limit: 413, whether its length is told or not", async () => {
  const big = JSON.stringify(ask("fine", { padding: "x".repeat(5_000_000) }));
  const told = await send(chatCall(big));
  assert.equal(told.status, 413, told.text);
  assert.equal(told.code, "body_too_large");
  const untold = await sendChunked(big);
  assert.match(untold, /^HTTP\/1\.1 413 /);
});

test("a NUL that is escaped in a text is text: served and billed, or refused", async () => {
  const body = ask("fine", { messages: [{ role: "user", content: "a\u0000b script:fine" }] });
  const reply = await send(chatCall(body));
  assert([200, 400].includes(reply.status), reply.text);
});

test("a lone surrogate in a text does no harm", async () => {
  const body = '{"model":"words","messages":[{"role":"user","content":"\\ud800 script:fine"}]}';
  const reply = await send(chatCall(body));
  assert([200, 400].includes(reply.status), reply.text);
});

test("a name for the call that is too long is refused", async () => {
  const headers = { "x-client-request-id": "n".repeat(129) };
  const reply = await send({ ...chatCall(ask("fine")), headers });
  assert.equal(reply.status, 400, reply.text);
  assert.equal(reply.code, "invalid_request");
});

test("ids that never were, of any shape, are 404", async () => {
  for (const id of [
    "x",
    "%00",
    "%2e%2e%2f",
    "__proto__",
    "x".repeat(2_000),
    "'; drop table holds",
  ]) {
    const url = `${stage.gateway.url()}/v1/chat/completions/${encodeURIComponent(id)}`;
    const reply = await send({ url, token: caller.secret });
    assert([400, 404, 414].includes(reply.status), `${id.slice(0, 20)}: ${reply.status}`);
    assert.equal(typeof reply.code, "string", `${id.slice(0, 20)}: in OpenAI's shape`);
  }
});

test("bad orders of the operator are refused with a code too", async () => {
  const refusals: Reply[] = [
    await stage.operator.topUp(accountId, "-5.00", "r1"),
    await stage.operator.topUp(accountId, "0", "r2"),
    await stage.operator.topUp(accountId, "1e3", "r3"),
    await stage.operator.topUp(accountId, "0.0000000000001", "r4"),
    await stage.operator.topUp(accountId, "99999999999999999999", "r5"),
    await stage.operator.topUp("no-such-account", "5.00", "r6"),
    await stage.operator.call(`/accounts/${accountId}/topups`, { amount: true, reference: "r7" }),
    await stage.operator.call(`/accounts/${accountId}/topups`, { amount: ["5"], reference: "r8" }),
    await stage.operator.call(`/accounts/${accountId}/topups`, { amount: "5.00" }),
    await stage.operator.call("/accounts", { name: 7 }),
    await stage.operator.call("/accounts", { name: "a", rpm: -1 }),
    await stage.operator.call("/projects", { account_id: "none", name: "p" }),
    await stage.operator.call("/keys", { project_id: "none", name: "k" }),
    await stage.operator.createKey("none", { models: "all" }),
  ];
  const taken = refusals.flatMap((reply, index) =>
    [400, 404].includes(reply.status) && typeof reply.code === "string"
      ? []
      : [`order ${index}: ${reply.status} ${reply.text}`],
  );
  assert.deepEqual(taken, []);
  await stage.operator.cleanAudit();
});

test("half a request that never ends holds nobody up", async () => {
  const address = new URL(stage.gateway.url());
  const socket = connect(Number(address.port), address.hostname);
  socket.on("error", () => undefined);
  socket.write("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-le");
  const fine = await bufferedChat(caller, ask("fine"));
  assert.equal(fine.status, 200);
  socket.destroy();
});

function chatCall(body: unknown): HttpCall {
  return { url: `${stage.gateway.url()}/v1/chat/completions`, token: caller.secret, body };
}

function picture(url: string) {
  const content = [
    { type: "text", text: "script:fine What is this?" },
    { type: "image_url", image_url: { url } },
  ];
  return { model: "seeing", max_tokens: 50, messages: [{ role: "user", content }] };
}

function dataUrl(bytes: Buffer): string {
  return `data:image/png;base64,${bytes.toString("base64")}`;
}

/** The picture with other sides written into its header. */
function withSides(width: number, height: number): Buffer {
  const lie = Buffer.from(png);
  lie.writeUInt32BE(width, 16);
  lie.writeUInt32BE(height, 20);
  return lie;
}

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { level: value };
  return value;
}

/** Sends a body in chunks without a length, and answers the head of the reply. */
function sendChunked(body: string): Promise<string> {
  const address = new URL(stage.gateway.url());
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname);
    socket.setTimeout(5_000, () => reject(new Error("no answer")));
    socket.once("data", (piece) => {
      resolve(piece.toString("utf8"));
      socket.destroy();
    });
    socket.once("error", reject);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: ${address.host}\r\n` +
        `authorization: Bearer ${caller.secret}\r\ncontent-type: application/json\r\n` +
        "transfer-encoding: chunked\r\n\r\n",
    );
    socket.write(`${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`);
  });
}
