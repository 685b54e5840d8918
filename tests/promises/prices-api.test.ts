import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import type { Reply } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [{ id: "gpt-4o", routes: [{ provider: "local", model: "gpt-4o" }] }],
});
const usage = { prompt_tokens: 100, completion_tokens: 100 };
stage.upstream.script("hundred", answer(words(10), { usage }));

const publish = (terms: Readonly<Record<string, unknown>>): Promise<Reply> =>
  stage.operator.call("/prices", {
    list: "flat",
    model: "gpt-4o",
    price: { input: "1.00", output: "10.00" },
    source: "a test",
    ...terms,
  });

const body = (script: string) => ({
  model: "gpt-4o",
  max_tokens: 200,
  messages: [{ role: "user", content: `script:${script}` }],
});

test("a published price is in force from its instant on, without a restart", async () => {
  const { caller } = await stage.enter();
  const before = await bufferedChat(caller, body("hundred"));
  assert.equal(at(before.json, "usage.cost"), 0.00125, "$2.50 and $10.00 as shipped");

  const start = new Date(Date.now() + 1_500).toISOString();
  const published = await publish({
    effective_from: start,
    price: { input: { text: "3.00", image: "4.00" }, output: "20.00" },
  });
  assert.equal(published.status, 201, published.text);
  assert.equal(at(published.json, "effective_from"), start);
  assert.equal(at(published.json, "current"), false);
  assert.equal(at(published.json, "price.input.image"), "4.00");
  assert.equal(at(published.json, "price.input.cached"), "3.00");
  const still = await bufferedChat(caller, body("hundred"));
  assert.equal(at(still.json, "usage.cost"), 0.00125, "not before its instant");

  await delay(Date.parse(start) - Date.now() + 1);
  const after = await bufferedChat(caller, body("hundred"));
  assert.equal(at(after.json, "usage.cost"), 0.0023, after.text);
  const record = await readRecord(caller, textAt(after.json, "id"));
  assert.equal(at(record.json, "price_version"), textAt(published.json, "id"));
});

test("a running call is charged by the version of its hold, whatever is published", async () => {
  const { caller, accountId } = await stage.enter({ balance: "1.00" });
  assert.equal((await publish({ price: { input: "0.00", output: "10.00" } })).status, 201);
  stage.upstream.script("running", answerUntil("repriced", words(100)));
  const stream = await streamChat(caller, body("running"));
  await stream.chunks(50);
  const dearer = await publish({ price: { input: "0.00", output: "1000.00" } });
  assert.equal(dearer.status, 201, dearer.text);
  stage.upstream.release("repriced");
  await stream.end();
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, dollars("0.001"), "100 tokens at $10.00");
  const next = await bufferedChat(caller, body("hundred"));
  assert.equal(at(next.json, "usage.cost"), 0.1, "the next call pays what is in force");
});

test("what was published holds after a restart", async () => {
  const made = await publish({ price: { input: "0.00", output: "7.00" } });
  const far = await publish({ effective_from: "2099-01-01" });
  assert.deepEqual([made.status, far.status], [201, 201], far.text);
  await stage.gateway.kill9();
  await stage.gateway.restart();
  const { caller } = await stage.enter();
  const reply = await bufferedChat(caller, body("hundred"));
  assert.equal(at(reply.json, "usage.cost"), 0.0007);
  const again = await publish({ effective_from: "2099-01-01T00:00:00Z" });
  assert.equal(again.status, 409, again.text);
});

test("a published version is never edited: an instant is taken, the past is past", async () => {
  const over = await publish({ effective_from: "2026-01-01" });
  assert.equal(over.status, 400, over.text);
  assert.equal(at(over.json, "error.param"), "effective_from");
  assert.match(textAt(over.json, "error.message"), /past/);
  const first = await publish({ effective_from: "2098-01-01T12:00:00+02:00" });
  assert.equal(at(first.json, "effective_from"), "2098-01-01T10:00:00.000Z");
  const same = { effective_from: "2098-01-01T10:00:00Z", price: { input: "9.00", output: "9.00" } };
  const second = await publish(same);
  assert.equal(second.status, 409, second.text);
  assert.equal(second.code, "conflict");
  const kept = await stage.operator.call("/prices?list=flat&model=gpt-4o");
  const instants = listAt(kept.json, "data").map((one) => textAt(one, "effective_from"));
  assert.deepEqual(instants, [...new Set(instants)].sort(), "each once, in order");
});

const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ["a day that no month has", { effective_from: "2099-02-29" }, "effective_from"],
  ["a time without a zone", { effective_from: "2099-01-01T00:00" }, "effective_from"],
  ["seven decimals", { price: { input: "1.0000001", output: "1.00" } }, "price.input"],
  ["a number", { price: { input: 1, output: "1.00" } }, "price.input"],
  ["a negative price", { price: { input: "-1.00", output: "1.00" } }, "price.input"],
  ["no text price", { price: { input: { image: "1.00" }, output: "1.00" } }, "price.input.text"],
  ["one side alone", { price: { input: "1.00" } }, "price.output"],
  [
    "a strange modality",
    { price: { input: { smell: "1.00" }, output: "1.00" } },
    "price.input.smell",
  ],
  ["the list of farebox.yaml", { list: "own" }, "list"],
  ["a list's name with blanks", { list: "my list" }, "list"],
  ["no source", { source: "" }, "source"],
];

for (const [what, terms, param] of wrong) {
  test(`${what} is no price, and is refused by the field's name`, async () => {
    const reply = await publish(terms);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "invalid_request");
    assert.equal(at(reply.json, "error.param"), param, reply.text);
  });
}

test("a draft says what a price would do, and publishes nothing", async () => {
  const start = "2098-01-01T00:00:00.000Z";
  const terms = { list: "flat", model: "gpt-4o", source: "a test", effective_from: start };
  const price = { input: "2.00", output: "20.00" };
  const draft = await stage.operator.call("/prices/draft", { ...terms, price });
  assert.equal(draft.status, 200, draft.text);
  assert.equal(at(draft.json, "version.id"), `flat:gpt-4o:${start}`);
  const margins = listAt(draft.json, "margins");
  const text = margins.find((row) => at(row, "rate") === "output text");
  assert.deepEqual(text, {
    rate: "output text",
    price: "20.00",
    provider: "10.00",
    ratio: "2.00",
    below_cost: false,
  });
  assert.equal(at(margins[0], "below_cost"), true, "$2.00 for what costs $2.50");
  assert.equal(at(listAt(draft.json, "changes")[0], "after"), "2.00");
  const listed = await stage.operator.call("/prices?list=flat&model=gpt-4o&limit=1000");
  assert.equal(listed.text.includes(start), false, "nothing was published");
  const past = await stage.operator.call("/prices/draft", {
    ...terms,
    price,
    effective_from: "2001-01-01",
  });
  assert.equal(past.status, 400, past.text);
  assert.equal((await publish({ ...terms, price })).status, 201);
  const taken = await stage.operator.call("/prices/draft", { ...terms, price });
  assert.equal(taken.status, 409, taken.text);
});

test("a model that does not exist has no price, and the nearest names are told", async () => {
  const reply = await publish({ model: "gpt-4" });
  assert.equal(reply.status, 404, reply.text);
  assert(listAt(reply.json, "error.metadata.nearest").includes("gpt-4o"), reply.text);
});

test("an account may have a list that was made by publishing on it", async () => {
  const { caller, accountId } = await stage.enter();
  const patch = () =>
    stage.operator.call(`/accounts/${accountId}`, { price_list: "partners" }, "PATCH");
  assert.equal((await patch()).status, 400, "no such list yet");
  await publish({ list: "partners", price: { input: "0.00", output: "1.00" } });
  assert.equal((await patch()).status, 200);
  const reply = await bufferedChat(caller, body("hundred"));
  assert.equal(at(reply.json, "usage.cost"), 0.0001);
});

test("every version has its source, and one of each model and list is current", async () => {
  const all: unknown[] = [];
  for (let after: unknown = ""; after !== null; ) {
    const from = after === "" ? "" : `&after=${encodeURIComponent(String(after))}`;
    const page = await stage.operator.call(`/prices?limit=7${from}`);
    assert.equal(page.status, 200, page.text);
    all.push(...listAt(page.json, "data"));
    after = at(page.json, "next");
    assert(all.length < 1_000, "the pages have an end");
  }
  const ids = all.map((one) => textAt(one, "id"));
  assert.equal(new Set(ids).size, ids.length, "each once");
  const current = new Set<string>();
  for (const one of all) {
    assert(textAt(one, "source").length > 0);
    if (at(one, "current") !== true) continue;
    const place = `${textAt(one, "list")} ${textAt(one, "model")}`;
    assert(!current.has(place), `${place} has one price`);
    current.add(place);
  }
  assert(current.has("flat gpt-4o") && current.has("provider gpt-4o"), [...current].join());
});
