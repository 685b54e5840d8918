import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat } from "../doubles/chat-client.ts";
import { runCommand } from "../doubles/command.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { pictureMessage, plainPicture } from "../doubles/sandbox-caller.ts";
import { model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const eye = model("eye", { vision: "tiles-258", price: { input: "1.00", output: "20.00" } });
const half = model("half", { vision: "tiles-258", price: { input: "0.50", output: "10.00" } });
const squares = model("squares", {
  vision: "openai-tiles-85-170",
  price: { input: "1.00", output: "20.00" },
});
const stage = await openStage({ models: [eye, half, squares, model("unpriced")] });
const { caller, accountId } = await stage.enter({ balance: "10.00" });
const picture = await plainPicture(640, 480, "#3a7");

/** Asks `eye`, which reports what it used; 258 of the prompt are the picture's. */
async function call(text: number, output: number, more: Readonly<Record<string, unknown>> = {}) {
  const usage = {
    prompt_tokens: text + 258,
    completion_tokens: output,
    prompt_tokens_details: { image_tokens: 258 },
  };
  stage.upstream.script("eye", answer(words(output), { usage }));
  const body = { model: "eye", messages: [pictureMessage("What is it?", [picture])], ...more };
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 200, reply.text);
  return textAt(reply.json, "id");
}

async function replay(query: string) {
  const reply = await stage.operator.call(`/replay?account_id=${accountId}${query}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.json;
}

function rowOf(report: unknown, target: string): unknown {
  const row = listAt(report, "data").find((one) => at(one, "target") === target);
  assert(row !== undefined, `${target} is compared`);
  return row;
}

function command(...options: readonly string[]) {
  const environment = {
    FAREBOX_URL: stage.gateway.url(),
    FAREBOX_ADMIN_TOKEN: stage.gateway.adminToken,
  };
  return runCommand(["replay", "--account", accountId, ...options], environment);
}

await call(10, 30);
await call(20, 40);
const spoken = { messages: [{ role: "user", content: "And in words?" }] };
stage.upstream.script("words", answer(words(7)));
await bufferedChat(caller, { model: "words", ...spoken });

test("recorded calls are re-priced to the picodollar, and each reason is told", async () => {
  const report = await replay("&model=half,squares,words,unpriced");
  const charged = sum([costOf(30 + 2 * 258, 1n), costOf(70, 20n), costOf(7, 60n)]);
  assert.equal(dollars(at(report, "recorded")), charged);
  assert.deepEqual(
    [at(report, "calls_read"), at(report, "calls"), at(report, "next")],
    [3, 3, null],
  );

  const same = rowOf(report, "same");
  assert.deepEqual([at(same, "calls"), at(same, "saving")], [3, "0.00"]);
  const halved = rowOf(report, "half");
  const seen = sum([costOf(30 + 2 * 258, 1n), costOf(70, 20n)]);
  assert.equal(at(halved, "calls"), 3, "the call in words too");
  const spokenPrompt = numberAt(await newest("words"), "usage.prompt_tokens");
  const spokenCost = (costOf(spokenPrompt, 1n) + costOf(7, 20n)) / 2n;
  assert.equal(dollars(at(halved, "cost")), seen / 2n + spokenCost);
  assert.equal(
    dollars(at(halved, "saving")),
    dollars(at(halved, "recorded")) - dollars(at(halved, "cost")),
  );
  assert.equal(at(halved, "cost_min"), at(halved, "cost_max"), "they count alike: exact");

  const squared = rowOf(report, "squares");
  assert.equal(at(squared, "pictures_recounted"), 2);
  // 640 × 480 at auto is two tiles of 170 and 85.
  const anew = sum([costOf(30 + 2 * 425 + spokenPrompt, 1n), costOf(77, 20n)]);
  assert.equal(dollars(at(squared, "cost")), anew);

  const wordless = rowOf(report, "words");
  assert.deepEqual(reasons(wordless), [["no_vision", 2]]);
  assert.equal(at(wordless, "calls"), 1);
  assert.deepEqual(reasons(rowOf(report, "unpriced")), [["not_priced", 3]]);
});

test("a range, another list and a version by name narrow and change it", async () => {
  const nothing = await replay("&from=2020-01-01&to=2020-12-31");
  assert.deepEqual([at(nothing, "calls_read"), at(nothing, "recorded")], [0, "0.00"]);
  const published = await stage.operator.call("/prices", {
    list: "provider",
    model: "half",
    price: { input: "0.00", output: "1.00" },
    source: "a test",
  });
  assert.equal(published.status, 201, published.text);
  const listed = rowOf(await replay("&model=half&list=provider"), "half");
  assert.equal(dollars(at(listed, "cost")), costOf(77, 1n));
  const version = textAt(published.json, "id");
  const versioned = rowOf(await replay(`&version=${version}`), version);
  assert.equal(at(versioned, "cost"), at(listed, "cost"));
  assert.equal(at(versioned, "model"), "half");
});

test("without a name every model of the catalogue is compared", async () => {
  const report = await replay("");
  const targets = listAt(report, "data").map((row) => at(row, "target"));
  for (const target of ["same", "half", "gpt-4o-mini", "unpriced"])
    assert(targets.includes(target));
});

test("what can't be meant is answered with what is allowed", async () => {
  for (const [query, status, reason] of [
    ["model=nobody", 404, /nobody.*Did you mean/],
    ["list=nobody", 404, /nobody.*There are/],
    ["version=nobody", 404, /nobody/],
    ["from=yesterday", 400, /from/],
    ["from=2026-02-01&to=2026-01-01", 400, /before/],
    ["wrong=1", 400, /wrong/],
  ] as const) {
    const reply = await stage.operator.call(`/replay?${query}`);
    assert.equal(reply.status, status, reply.text);
    assert.match(reply.text, reason);
  }
});

test("the command tells what is saved, what is not compared, and why", async () => {
  const told = await command("--model", "half", "--model", "words");
  assert.equal(told.exitCode, 0, told.errors);
  assert.match(told.output, /3 calls of 3 records, charged \$/);
  assert.match(told.output, /^half +3 .* exact$/m);
  assert.match(told.output, /2 calls: it takes no pictures \(words\)/);
  const json = JSON.parse((await command("--model", "half", "--json")).output);
  assert.equal(at(json, "calls"), 3);
  assert.equal(typeof at(json, "data.1.calls"), "number");
  const wrong = await command("--model", "nobody");
  assert.equal(wrong.exitCode, 1);
  assert.match(wrong.errors, /nobody/);
});

async function newest(id: string): Promise<unknown> {
  const reply = await stage.operator.call(`/calls?account_id=${accountId}&model=${id}&limit=1`);
  return at(reply.json, "data.0");
}

function reasons(row: unknown): readonly (readonly unknown[])[] {
  return listAt(row, "not_compared").map((one) => [at(one, "reason"), at(one, "calls")]);
}
