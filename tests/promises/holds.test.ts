import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, type ChatStream, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [
    model("short-winded", {
      output_tokens_max: 1_000,
      price: { input: "0.00", output: "60.00" },
    }),
    model("narrow", { context_window: 1_000, price: { input: "0.00", output: "60.00" } }),
  ],
});

test("the ceiling is held where it is affordable, before anything is sent", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const stream = await pausedStream(caller, "ceiling", { max_tokens: 4_096 });
  assert.equal(stream.headers["x-farebox-hold"], "0.24576");
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00"), dollars("0.24576")]);
  await finish(stream, "ceiling");
  assert.equal((await stage.operator.balance(accountId)).held, 0n);
});

test("otherwise one slice is held, and it grows while the stream runs", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.05" });
  const first = words(200).map((text) => ({ text }));
  const second = words(300, 200).map((text) => ({ text }));
  stage.upstream.script("slices", {
    steps: [
      ...first,
      { checkpoint: "slice-1" },
      ...second,
      { checkpoint: "slice-2" },
      { finish: "stop" },
      { done: true },
    ],
  });
  const stream = await streamChat(caller, ask("slices", { max_tokens: 4_096 }));
  assert.equal(stream.headers["x-farebox-hold"], "0.01536", "256 tokens of $0.00006");
  await stream.chunks(200);
  const early = (await stage.operator.balance(accountId)).held;
  assert(early >= costOf(200, 60n) && early < costOf(600, 60n), `held ${early}`);
  stage.upstream.release("slice-1");
  await stream.chunks(500);
  const later = (await stage.operator.balance(accountId)).held;
  assert(later >= costOf(500, 60n) && later <= dollars("0.05"), `held ${later}`);
  await finish(stream, "slice-2");
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("0.02"));
});

test("hold: full demands the ceiling or answers 402 with the numbers", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.05" });
  stage.upstream.script("full", answer(words(3)));
  const refused = await bufferedChat(caller, ask("full", { max_tokens: 4_096, hold: "full" }));
  assert.equal(refused.status, 402, refused.text);
  assert.equal(refused.code, "insufficient_balance");
  assert.equal(at(refused.json, "error.metadata.available"), "0.05");
  assert.equal(at(refused.json, "error.metadata.required"), "0.24576");
  assert.equal(at(refused.json, "error.metadata.affordable_output_tokens"), 833);
  assert.equal(refused.headers["x-should-retry"], "false");
  const lower = await bufferedChat(caller, ask("full", { max_tokens: 833, hold: "full" }));
  assert.equal(lower.status, 200, "what the refusal named is affordable indeed");
  assert.equal((await stage.operator.balance(accountId)).held, 0n);
  assert.equal(stage.upstream.calls("full").length, 1, "a refused call is never sent");
});

test("the first slice must fit whole", async () => {
  const { caller } = await stage.enter({ balance: "0.015" });
  stage.upstream.script("first-slice", answer(words(3)));
  const refused = await bufferedChat(caller, ask("first-slice", { max_tokens: 4_096 }));
  assert.equal(refused.status, 402, refused.text);
  assert.equal(at(refused.json, "error.metadata.available"), "0.015");
  assert.equal(at(refused.json, "error.metadata.affordable_output_tokens"), 250);
  const small = await bufferedChat(caller, ask("first-slice", { max_tokens: 250 }));
  assert.equal(small.status, 200, "a ceiling below a slice is enough");
});

test("without max_tokens the smallest limit counts, and a header says so", async () => {
  const { caller, projectId } = await stage.enter({ balance: "100.00" });
  stage.upstream.script("limits", answer(words(3)));
  const plain = await bufferedChat(caller, ask("limits"));
  assert.equal(plain.headers["x-farebox-max-tokens"], "4096");
  const short = await bufferedChat(caller, { ...ask("limits"), model: "short-winded" });
  assert.equal(short.headers["x-farebox-max-tokens"], "1000");
  const key = await stage.operator.createKey(projectId, { output_tokens_max: 300 });
  const limited = { ...caller, secret: String(at(key.json, "secret")) };
  const byKey = await bufferedChat(limited, ask("limits"));
  assert.equal(byKey.headers["x-farebox-max-tokens"], "300");
  const narrow = await bufferedChat(caller, { ...ask("limits"), model: "narrow" });
  const left = Number(narrow.headers["x-farebox-max-tokens"]);
  const prompt = Number(narrow.headers["x-farebox-prompt-tokens"]);
  assert(left < 1_000 && left > 900, `context left: ${left}`);
  assert(prompt + left <= 1_000, "prompt and output fit the window together");
  const sent = stage.upstream.calls("limits").map((call) => at(call.body, "max_tokens"));
  assert.deepEqual(sent, [4_096, 1_000, 300, left], "the provider is told the same");
});

test("a limit that the caller names is passed on, under either name", async () => {
  const { caller } = await stage.enter({ balance: "100.00" });
  stage.upstream.script("named", answer(words(3)));
  const old = await bufferedChat(caller, ask("named", { max_tokens: 77 }));
  assert.equal(old.headers["x-farebox-max-tokens"], "77");
  const current = await bufferedChat(caller, ask("named", { max_completion_tokens: 78 }));
  assert.equal(current.headers["x-farebox-max-tokens"], "78");
});

test("a limit above the model's or the key's is 400, said before 402", async () => {
  const { caller, projectId } = await stage.enter({ balance: "0" });
  const key = await stage.operator.createKey(projectId, { output_tokens_max: 300 });
  const limited = { ...caller, secret: String(at(key.json, "secret")) };
  for (const [who, modelId, tokens] of [
    [caller, "short-winded", 1_001],
    [limited, "words", 301],
  ] as const) {
    const body = { ...ask("limits", { max_tokens: tokens }), model: modelId };
    const reply = await bufferedChat(who, body);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "invalid_request");
    assert.equal(at(reply.json, "error.param"), "max_tokens");
  }
  const affordable = await bufferedChat(caller, ask("limits", { max_tokens: 10 }));
  assert.equal(affordable.status, 402);
});

test("every answer says what it was held, limited and served by", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("headers", answer(words(3)));
  const reply = await bufferedChat(caller, ask("headers", { max_tokens: 10 }));
  const head = reply.headers;
  assert.equal(head["x-request-id"], at(reply.json, "id"));
  assert.equal(head["x-farebox-hold"], "0.0006");
  assert.equal(head["x-farebox-upstream"], "local");
  assert.equal(head["x-farebox-attempts"], "1");
  assert.match(String(head["x-farebox-prompt-tokens"]), /^\d+$/);
  assert.match(String(head["x-ratelimit-limit-requests"]), /^\d+$/);
  assert.match(String(head["x-ratelimit-remaining-requests"]), /^\d+$/);
  assert.ok(head["x-ratelimit-reset-requests"]);
});

async function pausedStream(
  caller: Parameters<typeof streamChat>[0],
  name: string,
  more: Readonly<Record<string, unknown>>,
): Promise<ChatStream> {
  stage.upstream.script(name, answerUntil(name, words(2)));
  const stream = await streamChat(caller, ask(name, more));
  await stream.chunks(2);
  return stream;
}

async function finish(stream: ChatStream, checkpoint: string): Promise<void> {
  stage.upstream.release(checkpoint);
  assert.equal(await stream.end(), "whole");
  assert.equal(stream.sawDone(), true);
}
