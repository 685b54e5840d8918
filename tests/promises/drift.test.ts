import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, readRecord } from "../doubles/chat-client.ts";
import { runCommand } from "../doubles/command.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const priced = { text: "gemini-ratio", price: { input: "1.00", output: "60.00" } };
const stage = await openStage({ models: [model("by-ratio", priced), model("quiet", priced)] });
const { caller } = await stage.enter({ balance: "100.00" });
const outputTokens = 5;

/** A call as it was made: what was expected, and what the hold covered at most. */
interface Made {
  readonly id: string;
  readonly expected: number;
  readonly bound: number;
  readonly record: unknown;
}

/** Makes one call; its provider reports so many prompt tokens, or nothing where null. */
async function make(prompt: string, reported: number | null, to = "by-ratio"): Promise<Made> {
  const usage =
    reported === null ? null : { prompt_tokens: reported, completion_tokens: outputTokens };
  stage.upstream.script("drift", answer(words(outputTokens), { usage }));
  const messages = [{ role: "user", content: `script:drift ${prompt}` }];
  const reply = await bufferedChat(caller, { model: to, max_tokens: outputTokens, messages });
  assert.equal(reply.status, 200, reply.text);
  const id = textAt(reply.json, "id");
  const { json: record } = await readRecord(caller, id);
  // Whatever of the ceiling is not output is the prompt's bound, at $1.00 per million.
  const promptBound = dollars(at(record, "hold.ceiling")) - costOf(outputTokens, 60n);
  return {
    id,
    expected: Number(reply.headers["x-farebox-prompt-tokens"]),
    bound: Number(promptBound / costOf(1, 1n)),
    record,
  };
}

/** A prompt that is expected to have a whole number of tens of tokens. */
async function findPrompt(): Promise<Made & { readonly prompt: string }> {
  for (let length = 40; length < 140; length += 1) {
    const prompt = "word ".repeat(length);
    const made = await make(prompt, null);
    if (made.expected % 10 === 0) return { ...made, prompt };
  }
  throw new Error("no prompt has a whole number of tens of tokens");
}

async function readDrift(query = ""): Promise<unknown> {
  const reply = await stage.operator.call(`/drift${query}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.json;
}

const before = await readDrift();
const { prompt, expected, bound, record: counted } = await findPrompt();
const afterCounted = await readDrift();
const equal = await make(prompt, expected);
const more = await make(prompt, expected + expected / 10);
const broken = await make(prompt, bound + 1);

test("calls whose usage nobody reported are read and not measured", () => {
  assert.deepEqual(before, { calls_read: 0, truncated: false, data: [] });
  assert.equal(at(counted, "usage_source"), "counted");
  assert.equal(at(counted, "bound_broken"), false);
  assert.ok(numberAt(afterCounted, "calls_read") > 0);
  assert.deepEqual(listAt(afterCounted, "data"), []);
});

test("a broken bound is a figure to be alerted by", async () => {
  const { text } = await send({ url: `${stage.gateway.url()}/metrics` });
  assert.match(text, /^farebox_bounds_broken_total\{model="[^"]+"\} 1$/m);
});

test("a model drifts as its bills do: equal, a tenth more, beyond the bound", async () => {
  assert.ok(expected + expected / 10 <= bound, `${expected} expected, at most ${bound}`);
  const worst = Math.ceil(((bound + 1 - expected) * 1000) / expected);
  assert.deepEqual(listAt(await readDrift(), "data"), [
    {
      model: "by-ratio",
      calls: 3,
      median_permille: 100,
      p95_permille: worst,
      worst_permille: worst,
      worst_call: broken.id,
      bounded: 3,
      bound_broken: 1,
    },
  ]);
});

test("a broken bound is in the call's record and in the log, and in no other's", async () => {
  for (const [made, is] of [
    [equal, false],
    [more, false],
    [broken, true],
  ] as const) {
    assert.equal(at(made.record, "bound_broken"), is);
    const seen = await stage.operator.call(`/calls/${made.id}`);
    assert.equal(at(seen.json, "bound_broken"), is);
  }
  const warnings = stage.gateway
    .output()
    .split("\n")
    .filter((line) => line.includes("prompt_tokens_max"));
  assert.equal(warnings.length, 1, warnings.join("\n"));
  const warning: unknown = JSON.parse(warnings[0] ?? "null");
  assert.equal(at(warning, "id"), broken.id);
  assert.equal(at(warning, "model"), "by-ratio");
  assert.equal(at(warning, "prompt_tokens"), bound + 1);
  assert.equal(at(warning, "prompt_tokens_max"), bound);
});

test("model and days narrow it down; what is no day is refused", async () => {
  assert.deepEqual(listAt(await readDrift("?model=quiet"), "data"), []);
  assert.equal(listAt(await readDrift("?model=by-ratio"), "data").length, 1);
  assert.equal(numberAt(await readDrift("?to=2001-01-01"), "calls_read"), 0);
  const today = new Date().toISOString().slice(0, 10);
  assert.equal(listAt(await readDrift(`?from=${today}&to=2099-01-01`), "data").length, 1);
  for (const query of ["?from=yesterday", "?from=2026-02-02&to=2026-01-01", "?limit=5"]) {
    assert.equal((await stage.operator.call(`/drift${query}`)).status, 400, query);
  }
});

test("a viewer may read it, and a caller's key may not", async () => {
  const viewer = await stage.operator.call("/operators", { name: "Ada", role: "viewer" });
  const url = `${stage.gateway.url()}/admin/v1/drift`;
  assert.equal((await send({ url, token: textAt(viewer.json, "token") })).status, 200);
  assert.equal((await send({ url, token: caller.secret })).status, 401);
});

test("farebox drift prints it, model by model", async () => {
  const environment = {
    FAREBOX_URL: stage.gateway.url(),
    FAREBOX_ADMIN_TOKEN: stage.gateway.adminToken,
  };
  const { exitCode, output, errors } = await runCommand(["drift"], environment);
  assert.equal(exitCode, 0, errors);
  const pattern = new RegExp(
    `^by-ratio +3 +\\+10\\.0% +\\+\\d+\\.\\d% +\\+\\d+\\.\\d% +1 +${broken.id}$`,
    "m",
  );
  assert.match(output, pattern);
  const json = await runCommand(["drift", "--model", "quiet", "--json"], environment);
  assert.deepEqual(at(JSON.parse(json.output), "data"), []);
});

test("the drift survives a kill: expected and bound are on disk", async () => {
  const held = await readDrift();
  await stage.gateway.kill9();
  await stage.gateway.restart();
  assert.deepEqual(await readDrift(), held);
});
