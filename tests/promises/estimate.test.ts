import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { bufferedChat, type Caller } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { openPictureServer } from "../doubles/picture-server.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";
import { model, openStage } from "../doubles/stage.ts";

const sandbox = await openSandbox({
  port: 0,
  tokensPerSecond: 0,
  firstTokenMs: { min: 0, max: 0 },
});
after(() => sandbox.close());
const pictureServer = await openPictureServer();
after(() => pictureServer.close());
const stage = await openStage({
  gateway: { picture_hosts_allowed: [pictureServer.host] },
  models: [model("narrow", { context_window: 40, output_tokens_max: 20 }), model("unpriced")],
  providers: () => ({
    openai: { kind: "openai", base_url: `${sandbox.url}/v1`, api_key: "none" },
  }),
});
const published = await stage.operator.call("/prices", {
  list: "flat",
  model: "narrow",
  price: { input: "1.00", output: "60.00" },
  source: "a test",
});
assert.equal(published.status, 201, published.text);

const pictures = await Promise.all([
  plainPicture(800, 600, "#3a7"),
  plainPicture(1920, 1080, "#a37"),
  plainPicture(300, 2100, "#37a"),
]);

type Body = Readonly<Record<string, unknown>>;

function estimate(caller: Caller, body: Body, headers: Record<string, string> = {}) {
  return send({ url: `${caller.url}/v1/estimate`, token: caller.secret, body, headers });
}

/** A question with so many pictures, of a model that counts exactly. */
function question(count: number, detail: string, more: Body = {}) {
  const shown = pictures.slice(0, count).map((url) => ({
    type: "image_url",
    image_url: { url, detail },
  }));
  const content = [{ type: "text", text: "What is in these pictures? これは何？" }, ...shown];
  return { model: "gpt-4o", max_tokens: 6, messages: [{ role: "user", content }], ...more };
}

function usedUp(reply: Reply): number {
  return Number(reply.headers["x-ratelimit-remaining-requests"]);
}

test("the estimate before is the bill after, and the call's own headers", async () => {
  const { caller } = await stage.enter({ balance: "100.00" });
  const cases = [
    ["gpt-4o", ["low", "auto", "high"]],
    ["gpt-5.4", ["low", "auto", "high", "original"]],
  ] as const;
  const bodies = cases.flatMap(([named, details]) =>
    details.flatMap((detail) =>
      [0, 1, 2, 3].map((count) => question(count, detail, { model: named })),
    ),
  );
  for (const body of bodies) {
    const before = await estimate(caller, body);
    assert.equal(before.status, 200, before.text);
    const called = await bufferedChat(caller, body);
    assert.equal(called.status, 200, called.text);
    const told = before.json;
    assert.equal(numberAt(told, "prompt_tokens"), numberAt(called.json, "usage.prompt_tokens"));
    assert.deepEqual(
      at(told, "prompt_tokens_details"),
      at(called.json, "usage.prompt_tokens_details"),
    );
    assert.equal(at(told, "cost.prompt"), at(called.json, "usage.cost_details.prompt"));
    assert.equal(String(at(told, "prompt_tokens")), called.headers["x-farebox-prompt-tokens"]);
    assert.equal(String(at(told, "max_completion_tokens")), called.headers["x-farebox-max-tokens"]);
    assert.equal(at(told, "hold"), called.headers["x-farebox-hold"]);
    assert.equal(at(told, "admitted"), true);
    const cost = dollars(numberAt(called.json, "usage.cost").toFixed(12));
    assert(cost <= dollars(at(told, "cost.total_max")), before.text);
  }
});

test("each picture is told by its size, tiles, tokens and bound", async () => {
  const { caller } = await stage.enter();
  const { json } = await estimate(caller, question(3, "high"));
  const images = listAt(json, "images");
  const sizes = images.map((image) => [numberAt(image, "width"), numberAt(image, "height")]);
  assert.deepEqual(sizes, [
    [800, 600],
    [1920, 1080],
    [300, 2100],
  ]);
  let tokens = 0;
  for (const image of images) {
    assert.equal(at(image, "detail"), "high");
    // 85 tokens, and 170 for each tile of 512 pixels.
    assert.equal(numberAt(image, "tokens"), 85 + 170 * numberAt(image, "tiles"));
    assert(numberAt(image, "tokens_max") >= numberAt(image, "tokens"));
    tokens += numberAt(image, "tokens");
  }
  assert.equal(numberAt(json, "prompt_tokens_details.image_tokens"), tokens);
  const keys = Object.keys(Object(json)).sort();
  assert.deepEqual(keys, [
    "admitted",
    "cost",
    "hold",
    "images",
    "max_completion_tokens",
    "model",
    "price_version",
    "prompt_tokens",
    "prompt_tokens_details",
    "prompt_tokens_max",
  ]);
});

test("nothing is sent, held, written to the journal, or used up of the rate", async () => {
  const { caller, accountId } = await stage.enter({ rpm: 3 });
  const entriesBefore = await stage.operator.entries(accountId);
  const sentBefore = await (await fetch(`${sandbox.url}/meter`)).text();
  for (let asked = 0; asked < 8; asked += 1) {
    assert.equal((await estimate(caller, question(1, "low"))).status, 200);
  }
  assert.deepEqual(await stage.operator.entries(accountId), entriesBefore);
  assert.deepEqual(await stage.operator.openHolds(accountId), []);
  assert.equal(await (await fetch(`${sandbox.url}/meter`)).text(), sentBefore);
  const first = await bufferedChat(caller, question(0, "low"));
  assert.equal(first.status, 200, first.text);
  assert.equal(usedUp(first), 2, "the first of three");
});

test("with detail low the same pictures are never dearer, and large ones cheaper", async () => {
  const { caller } = await stage.enter();
  const high = await estimate(caller, question(3, "high"));
  const low = await estimate(caller, question(3, "low"));
  assert(dollars(at(low.json, "cost.prompt")) < dollars(at(high.json, "cost.prompt")));
  assert(dollars(at(low.json, "hold")) < dollars(at(high.json, "hold")));
});

test("a picture at an address is fetched and measured, unless it must not be", async () => {
  const { caller } = await stage.enter();
  const inline = pictures[0] ?? "";
  pictureServer.serveBytes(Buffer.from(inline.split(",")[1] ?? "", "base64"));
  const ask = (url: string) => ({
    model: "gpt-4o",
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
  });
  const remote = await estimate(caller, ask(`http://${pictureServer.host}/a.png`));
  assert.deepEqual(remote.json, (await estimate(caller, ask(inline))).json);
  const blocked = await estimate(caller, ask("http://169.254.169.254/latest"));
  assert.deepEqual([blocked.status, blocked.code], [400, "image_url_blocked"]);
  const broken = await estimate(caller, ask("data:image/png;base64,AAAA"));
  assert.deepEqual([broken.status, broken.code], [400, "image_unreadable"]);
});

test("what the call would be refused for is refused here, in the same words", async () => {
  const { caller } = await stage.enter({ key: { models: ["gpt-4o", "narrow", "unpriced"] } });
  const messages = [{ role: "user", content: "one two three ".repeat(30) }];
  const wrong = [
    [{ model: "gpt-4oo", messages }, "model_not_found"],
    [{ model: "words", messages }, "model_not_available"],
    [{ model: "narrow", messages }, "context_length_exceeded"],
    [{ model: "unpriced", messages }, "model_not_priced"],
    [{ model: "gpt-4o", messages, n: 2 }, "invalid_request"],
    [{ model: "gpt-4o", messages, max_tokens: 10_000_000 }, "invalid_request"],
    [{ model: "gpt-4o", messages, max_cost: "0.00000001" }, "max_cost_too_low"],
  ] as const;
  for (const [body, code] of wrong) {
    const told = await estimate(caller, body);
    assert.equal(told.code, code, told.text);
    assert.equal(told.text, (await bufferedChat(caller, body)).text);
  }
  const unknown = await estimate(caller, { model: "gpt-4oo", messages });
  assert(listAt(unknown.json, "error.metadata.nearest").includes("gpt-4o"), unknown.text);
  const stranger = await estimate(
    { ...caller, secret: "sk-nobody" },
    { model: "gpt-4o", messages },
  );
  assert.deepEqual([stranger.status, stranger.code], [401, "invalid_api_key"]);
});

test("money that does not suffice is an answer: not admitted, and why", async () => {
  const body = { ...question(1, "high"), max_tokens: 1_000, hold: "full" };
  const poor = await stage.enter({ balance: "0.000001" });
  const noBalance = await estimate(poor.caller, body);
  assert.equal(noBalance.status, 200, noBalance.text);
  assert.deepEqual(
    [at(noBalance.json, "admitted"), at(noBalance.json, "refused")],
    [false, "insufficient_balance"],
  );
  const refused = await bufferedChat(poor.caller, body);
  assert.deepEqual([refused.status, refused.code], [402, "insufficient_balance"]);
  assert.equal(at(refused.json, "error.metadata.required"), at(noBalance.json, "hold"));

  const spendLimit = { amount: "0.000001", period: "day" };
  const limited = await stage.enter({ balance: "5.00", key: { spend_limit: spendLimit } });
  const noRoom = await estimate(limited.caller, body);
  assert.deepEqual(
    [at(noRoom.json, "admitted"), at(noRoom.json, "refused")],
    [false, "spend_limit_reached"],
  );
  assert.equal((await bufferedChat(limited.caller, body)).code, "spend_limit_reached");

  const without = await stage.enter({ balance: "0" });
  assert.equal(at((await estimate(without.caller, body)).json, "refused"), "insufficient_balance");
});

test("where the ceiling is not affordable, the hold is the prompt and one slice", async () => {
  const { caller } = await stage.enter({ balance: "0.01" });
  const body = question(0, "low", { max_tokens: 4_000 });
  const { json } = await estimate(caller, body);
  assert.equal(at(json, "admitted"), true);
  assert(dollars(at(json, "hold")) < dollars(at(json, "cost.total_max")));
  const called = await bufferedChat(caller, { ...body });
  assert.equal(called.headers["x-farebox-hold"], textAt(json, "hold"));
});

test("a cost limit lowers the output limit and the ceiling, by field or header", async () => {
  const { caller } = await stage.enter();
  const body = question(0, "low", { max_tokens: 4_000 });
  const byField = await estimate(caller, { ...body, max_cost: "0.001" });
  const byHeader = await estimate(caller, body, { "x-farebox-max-cost": "0.001" });
  assert.deepEqual(byHeader.json, byField.json);
  assert.equal(at(byField.json, "cost.total_max"), "0.001");
  assert(numberAt(byField.json, "max_completion_tokens") < 4_000);
});
