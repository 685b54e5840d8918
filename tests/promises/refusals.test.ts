import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { dollars } from "../doubles/dollars.ts";
import { type HttpCall, type Reply, send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";

const price = { input: "0.00", output: "60.00" };
const stage = await openStage({
  gateway: { body_bytes_max: "1MiB" },
  models: [
    model("narrow", { context_window: 1_000, price }),
    model("unpriced"),
    model("seeing", { price, routes: [{ provider: "local", model: "s", vision: "tiles-258" }] }),
  ],
});
const rich = await stage.enter({ balance: "10.00" });
const poor = await stage.enter({ balance: "0.01" });
const limited = await stage.enter({ balance: "10.00", key: { models: ["narrow"] } });

interface Refused {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly param?: string;
  readonly names?: RegExp;
  readonly body: unknown;
  readonly secret?: string | null;
}

const picture = (url: string) => ({
  model: "seeing",
  messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
});

const table: readonly Refused[] = [
  refused("a body that is not JSON", "{not json", { names: /JSON/i }),
  refused("an empty body", "", {}),
  refused("a list as body", [], {}),
  refused("no model", { messages: ask("x").messages }, { names: /model/ }),
  refused("a model that is no text", ask("x", { model: 7 }), { param: "model" }),
  refused("no messages", { model: "words" }, { names: /messages/ }),
  refused("an empty list of messages", ask("x", { messages: [] }), { param: "messages" }),
  refused("messages that are no list", ask("x", { messages: "Hello" }), { param: "messages" }),
  refused("two answers at once", ask("x", { n: 2 }), { param: "n" }),
  refused("a limit of zero", ask("x", { max_tokens: 0 }), { param: "max_tokens" }),
  refused("a negative limit", ask("x", { max_tokens: -5 }), { param: "max_tokens" }),
  refused("a broken limit", ask("x", { max_tokens: 1.5 }), { param: "max_tokens" }),
  refused("a huge limit", ask("x", { max_tokens: 1e308 }), { param: "max_tokens" }),
  refused("a limit in words", ask("x", { max_tokens: "many" }), { param: "max_tokens" }),
  refused("a limit above the model's", ask("x", { max_tokens: 16_385 }), { param: "max_tokens" }),
  refused("stream that is no flag", ask("x", { stream: "yes" }), { param: "stream" }),
  refused("a service tier", ask("x", { service_tier: "priority" }), { param: "service_tier" }),
  refused("a prediction", ask("x", { prediction: { type: "content", content: "x" } }), {
    param: "prediction",
  }),
  refused("web search", ask("x", { web_search_options: {} }), { param: "web_search_options" }),
  refused("audio output", ask("x", { modalities: ["text", "audio"] }), { param: "modalities" }),
  refused("an unknown way to hold", ask("x", { hold: "half" }), { param: "hold" }),
  refused("an unknown disconnect policy", ask("x", { on_disconnect: "run" }), {
    param: "on_disconnect",
  }),
  refused("a max_cost that is no amount", ask("x", { max_cost: "a lot" }), { param: "max_cost" }),
  refused("a negative max_cost", ask("x", { max_cost: -1 }), { param: "max_cost" }),
  {
    title: "a data URL that is no picture",
    status: 400,
    code: "image_unreadable",
    body: picture("data:image/png;base64,aGVsbG8="),
  },
  {
    title: "an address that must not be fetched",
    status: 400,
    code: "image_url_blocked",
    body: picture("http://169.254.169.254/latest/meta-data"),
  },
  {
    title: "a prompt and an output above the context window",
    status: 400,
    code: "context_length_exceeded",
    body: {
      model: "narrow",
      max_tokens: 900,
      messages: [{ role: "user", content: "red ".repeat(300) }],
    },
  },
  { title: "no key", status: 401, code: "invalid_api_key", body: ask("x"), secret: null },
  { title: "an unknown key", status: 401, code: "invalid_api_key", body: ask("x"), secret: "sk-x" },
  {
    title: "a model that the key's list lacks",
    status: 401,
    code: "model_not_available",
    names: /words/,
    body: ask("x"),
    secret: limited.secret,
  },
  {
    title: "a balance that does not cover the call",
    status: 402,
    code: "insufficient_balance",
    body: ask("x", { max_tokens: 4_096 }),
    secret: poor.secret,
  },
  {
    title: "an unknown model",
    status: 404,
    code: "model_not_found",
    names: /narrow/,
    body: ask("x", { model: "narow" }),
  },
  {
    title: "a body above the limit",
    status: 413,
    code: "body_too_large",
    body: ask("x", { padding: "x".repeat(1_100_000) }),
  },
  {
    title: "a shipped model that no configured provider serves",
    status: 503,
    code: "upstream_unavailable",
    body: ask("x", { model: "gpt-4o" }),
  },
  {
    title: "a model without a price",
    status: 503,
    code: "model_not_priced",
    body: ask("x", { model: "unpriced" }),
  },
];

for (const one of table) {
  for (const stream of [false, true]) {
    test(`${one.title}: ${one.status} ${one.code} (stream: ${stream})`, async () => {
      const before = await funds();
      const reply = await send(chatCall(withStream(one.body, stream), one.secret));
      assertRefusal(reply, one);
      assert.deepEqual(await funds(), before, "nothing is held and nothing is lost");
      assert.equal(stage.upstream.calls("x").length, 0, "nothing reached the provider");
    });
  }
}

test("refusals that repeating can't mend say so to the SDKs", async () => {
  for (const one of table.filter((row) => [402, 404, 413].includes(row.status))) {
    const reply = await send(chatCall(one.body, one.secret));
    assert.equal(reply.headers["x-should-retry"], "false", one.title);
  }
});

test("a refusal for money names what there is, what it takes and what that buys", async () => {
  const reply = await send(chatCall(ask("x", { max_tokens: 4_096 }), poor.secret));
  assert.equal(at(reply.json, "error.metadata.available"), "0.01");
  assert.equal(at(reply.json, "error.metadata.affordable_output_tokens"), 166);
  assert(dollars(at(reply.json, "error.metadata.required")) > dollars("0.01"));
});

test("a key is checked before the body is read", async () => {
  const address = new URL(stage.gateway.url());
  const socket = connect(Number(address.port), address.hostname);
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${address.host}\r\n` +
      "authorization: Bearer sk-unknown\r\ncontent-type: application/json\r\n" +
      'content-length: 900000\r\n\r\n{"model":"words"',
  );
  const answered = await new Promise<string>((resolve, reject) => {
    socket.setTimeout(3_000, () => reject(new Error("it waited for the body")));
    socket.once("data", (piece) => resolve(piece.toString("utf8")));
    socket.once("error", reject);
  });
  socket.destroy();
  assert.match(answered, /^HTTP\/1\.1 401 /);
});

test("an unknown address is 404 and a wrong method 405, in the same shape", async () => {
  const nowhere = await send({ url: `${stage.gateway.url()}/v1/nowhere`, token: rich.secret });
  assert.equal(nowhere.status, 404);
  assert.equal(nowhere.code, "not_found");
  const url = `${stage.gateway.url()}/v1/chat/completions`;
  const wrongMethod = await send({ url, token: rich.secret, method: "PUT", body: {} });
  assert([404, 405].includes(wrongMethod.status), wrongMethod.text);
  assert.equal(typeof wrongMethod.code, "string");
});

test("the admin API is closed to everybody but the operator", async () => {
  for (const token of [null, rich.secret, "x".repeat(32)]) {
    const reply = await send({ url: `${stage.gateway.url()}/admin/v1/audit`, token });
    assert([401, 403].includes(reply.status), reply.text);
    assert.equal(typeof reply.code, "string");
  }
});

function refused(
  title: string,
  body: unknown,
  more: { readonly param?: string; readonly names?: RegExp },
): Refused {
  return { title, status: 400, code: "invalid_request", body, ...more };
}

function chatCall(body: unknown, secret: string | null = rich.secret): HttpCall {
  return { url: `${stage.gateway.url()}/v1/chat/completions`, token: secret, body };
}

function withStream(body: unknown, stream: boolean): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return { stream, ...body };
}

function assertRefusal(reply: Reply, one: Refused): void {
  assert.equal(reply.status, one.status, reply.text);
  assert.equal(reply.code, one.code, reply.text);
  assert(textAt(reply.json, "error.message").length > 10, "a sentence");
  assert.equal(typeof at(reply.json, "error.type"), "string");
  const param = at(reply.json, "error.param");
  if (one.param === undefined) assert(param === null || typeof param === "string", reply.text);
  else assert.equal(param, one.param, reply.text);
  if (one.names !== undefined) assert.match(textAt(reply.json, "error.message"), one.names);
}

async function funds() {
  const accounts = [rich.accountId, poor.accountId, limited.accountId];
  return Promise.all(accounts.map((accountId) => stage.operator.balance(accountId)));
}
