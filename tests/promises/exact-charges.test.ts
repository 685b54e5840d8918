import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const flatModel = "gemini-3.1-flash-image-preview";
const stage = await openStage({
  models: [
    model(flatModel, { context_window: 1_000_000, output_tokens_max: 32_768 }),
    model("priced", { price: { input: "0.50", output: "60.00" } }),
    model("free", { price: { input: "0.00", output: "0.00" } }),
    model("by-kind", {
      price: {
        input: { text: "1.00", cached: "0.10", image: "1.00", audio: "1.00" },
        output: { text: "10.00", image: "40.00", reasoning: "10.00" },
      },
    }),
  ],
});

for (const [count, cost] of [
  [500, "0.03"],
  [3_000, "0.18"],
  [1, "0.00006"],
  [17, "0.00102"],
] as const) {
  test(`${count} output tokens at $60.00 per million cost exactly $${cost}`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    stage.upstream.script(`count-${count}`, answer(words(count)));
    const reply = await bufferedChat(caller, ask(`count-${count}`, { max_tokens: 4_096 }));
    assert.equal(reply.status, 200, reply.text);
    assert.equal(at(reply.json, "usage.completion_tokens"), count);
    assert.equal(at(reply.json, "usage.cost"), Number(cost));
    const record = await readRecord(caller, textAt(reply.json, "id"));
    assert.equal(at(record.json, "cost"), cost);
    assert.equal(at(record.json, "usage_source"), "counted");
    const { posted } = await stage.operator.balance(accountId);
    assert.equal(posted, dollars("1.00") - dollars(cost));
  });
}

test("281 prompt and 42 completion tokens on the flat list cost $0.0026605", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.00" });
  const usage = { prompt_tokens: 281, completion_tokens: 42, total_tokens: 323 };
  stage.upstream.script("flat", answer(words(42), { usage }));
  const filler = "red ".repeat(300);
  const body = {
    model: flatModel,
    max_tokens: 1_000,
    messages: [{ role: "user", content: `script:flat ${filler}` }],
  };
  const stream = await streamChat(caller, { ...body, stream_options: { include_usage: true } });
  assert.equal(await stream.end(), "whole");
  assert.equal(at(stream.usage(), "cost"), 0.0026605);
  assert.equal(at(stream.usage(), "prompt_tokens"), 281);
  assert.equal(at(stream.usage(), "completion_tokens"), 42);
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "cost"), "0.0026605");
  assert.equal(at(record.json, "usage_source"), "reported");
  assert.equal(at(record.json, "usage.cost"), 0.0026605);
  assert.match(textAt(record.json, "price_version"), /flat/);
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("4.9973395"), 0n]);
  await stage.operator.cleanAudit();
});

test("a provider's own final usage is charged, not our count", async () => {
  const { caller } = await stage.enter();
  const usage = { prompt_tokens: 7, completion_tokens: 3 };
  stage.upstream.script("reported", answer(words(50), { usage }));
  const reply = await bufferedChat(caller, ask("reported", { max_tokens: 100 }));
  assert.equal(at(reply.json, "usage.completion_tokens"), 3);
  assert.equal(at(reply.json, "usage.cost"), 0.00018);
});

test("a reported zero is zero, and an absent report is not", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const usage = { prompt_tokens: 0, completion_tokens: 0 };
  stage.upstream.script("zero", answer(words(50), { usage }));
  stage.upstream.script("absent", answer(words(50)));
  const zero = await bufferedChat(caller, ask("zero"));
  assert.equal(at(zero.json, "usage.cost"), 0);
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("1.00"));
  const absent = await bufferedChat(caller, ask("absent"));
  assert.equal(at(absent.json, "usage.completion_tokens"), 50);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(posted, dollars("1.00") - costOf(50, 60n));
});

test("usage that grows over a stream is taken last, never added up", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("grows", {
    steps: [
      { usage: { prompt_tokens: 9, completion_tokens: 1 } },
      { text: "one" },
      { usage: { prompt_tokens: 9, completion_tokens: 2 } },
      { text: " two" },
      { finish: "stop" },
      { usage: { prompt_tokens: 9, completion_tokens: 3 } },
      { done: true },
    ],
  });
  const reply = await bufferedChat(caller, ask("grows"));
  assert.equal(at(reply.json, "usage.completion_tokens"), 3);
  assert.equal(at(reply.json, "usage.prompt_tokens"), 9);
});

test("text is counted whole, not event by event", async () => {
  const { caller } = await stage.enter();
  // Letter by letter these are 11 events, and together they are two tokens.
  stage.upstream.script("letters", answer([..."hello world"]));
  const reply = await bufferedChat(caller, ask("letters"));
  assert.equal(at(reply.json, "choices.0.message.content"), "hello world");
  assert.equal(at(reply.json, "usage.completion_tokens"), 2);
});

test("cached prompt tokens and picture output are charged at their own rates", async () => {
  const { caller } = await stage.enter();
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 30,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { image_tokens: 20, reasoning_tokens: 5 },
  };
  stage.upstream.script("by-kind", answer(words(5), { usage }));
  const reply = await bufferedChat(caller, {
    ...ask("by-kind"),
    model: "by-kind",
    max_tokens: 500,
  });
  // 6 × 1.00 + 4 × 0.10 for the prompt, 10 × 10.00 + 20 × 40.00 for the rest, per million.
  assert.equal(at(reply.json, "usage.cost"), 0.0009064, reply.text);
  assert.equal(at(reply.json, "usage.prompt_tokens_details.cached_tokens"), 4);
  assert.equal(at(reply.json, "usage.completion_tokens_details.image_tokens"), 20);
  assert.equal(at(reply.json, "usage.completion_tokens_details.reasoning_tokens"), 5);
});

test("a model priced at an explicit zero works at zero balance", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0" });
  stage.upstream.script("free", answer(words(20)));
  const reply = await bufferedChat(caller, { ...ask("free"), model: "free" });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "usage.cost"), 0);
  assert.equal((await stage.operator.balance(accountId)).posted, 0n);
});

test("one call is one charge in the journal, and it names its price version", async () => {
  const { accountId, caller } = await stage.enter();
  stage.upstream.script("once", answer(words(30)));
  const reply = await bufferedChat(caller, { ...ask("once"), model: "priced" });
  const subject = textAt(reply.json, "id");
  const entries = await stage.operator.entries(accountId);
  const own = entries.filter((entry) => at(entry, "subject") === subject);
  const kinds = own.map((entry) => at(entry, "kind"));
  assert.equal(kinds.filter((kind) => kind === "hold_placed").length, 1);
  assert.equal(kinds.filter((kind) => kind === "hold_settled").length, 1);
  const record = await readRecord(caller, subject);
  assert.equal(typeof at(record.json, "price_version"), "string");
  assert.equal(listAt(record.json, "attempts").length, 1);
});
