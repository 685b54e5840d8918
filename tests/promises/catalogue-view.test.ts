import assert from "node:assert/strict";
import { test } from "node:test";
import { startGateway } from "../doubles/gateway.ts";
import { at, listAt } from "../doubles/json.ts";
import { operate } from "../doubles/operator.ts";

const gateway = await startGateway();
test.after(() => gateway.close());
const operator = operate(gateway);
const painter = "gemini-3.1-flash-image-preview";
const size = "width=1920&height=1080";

test("an operator sees each account's own prices", async () => {
  const made = await operator.call("/accounts", { name: "at cost", price_list: "provider" });
  const id = at(made.json, "id");
  const own = await operator.call(`/models/${painter}`);
  assert.equal(at(own.json, "price.output.text"), "60.00", own.text);
  const account = await operator.call(`/models/${painter}?account_id=${id}`);
  assert.equal(at(account.json, "price.output.text"), "3.00", account.text);
  const list = await operator.call(`/models?account_id=${id}`);
  assert.equal(at(list.json, "price_list"), "provider");
  assert.equal((await operator.call("/models?account_id=acct_nobody")).status, 404);
});

test("a picture is counted at every detail by the way that a call would take", async () => {
  const counted = await operator.call(`/picture-tokens?model=${painter}&${size}`);
  assert.equal(at(counted.json, "rule"), "tiles-258", counted.text);
  const tiles = listAt(counted.json, "data").map((one) => [at(one, "detail"), at(one, "tiles")]);
  assert.deepEqual(tiles, [
    ["low", 1],
    ["auto", 2],
    ["high", 4],
    ["original", 4],
  ]);
  // 4 tiles of 258 tokens, at $0.50 per million.
  assert.equal(at(counted.json, "data.2.cost"), "0.000516");
  assert.deepEqual(at(counted.json, "data.2.grid"), {
    columns: 2,
    rows: 2,
    cell_width: 1024,
    cell_height: 1024,
    preview: false,
  });
});

test("a picture without a size, or for a model without eyes, is refused by its field", async () => {
  const refused = async (question: string) => {
    const reply = await operator.call(`/picture-tokens?${question}`);
    return [reply.status, at(reply.json, "error.param")];
  };
  assert.deepEqual(await refused(`model=gpt-5.1&${size}`), [400, "model"]);
  assert.deepEqual(await refused("model=gpt-4o&width=0&height=5"), [400, "width"]);
  assert.deepEqual(await refused("model=gpt-4o&width=5&height=30001"), [400, "height"]);
  assert.deepEqual(await refused(`model=nothing-like-it&${size}`), [404, "model"]);
});
