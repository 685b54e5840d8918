import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import {
  endingSteps,
  type Script,
  type Step,
  tokensOf,
  words,
} from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { attempts_max: 1 } });
const { upstream } = stage;
const { accountId, caller } = await stage.enter({ balance: "5.00" });

afterEach(async () => {
  assert.deepEqual(await stage.operator.openHolds(accountId), []);
  await stage.operator.cleanAudit();
});

/** Both ways of asking, and what each was charged. */
async function askBoth(script: string) {
  const reply = await bufferedChat(caller, ask(script));
  const stream = await streamChat(caller, ask(script));
  await stream.end();
  const records = await Promise.all(
    [String(reply.headers["x-request-id"]), String(stream.headers["x-request-id"])].map((id) =>
      readRecord(caller, id),
    ),
  );
  const costs = records.map(({ json }) => dollars(at(json, "cost")));
  const sources = records.map(({ json }) => at(json, "usage_source"));
  return { reply, stream, costs, sources };
}

const deltas = (...pieces: readonly Readonly<Record<string, unknown>>[]): Step[] =>
  pieces.map((delta) => ({ event: { choices: [{ index: 0, delta, finish_reason: null }] } }));

const early = { prompt_tokens: 10, completion_tokens: 0 };

test("usage that comes before the text is not final: the text is counted and charged", async () => {
  const text = words(20).map((word) => ({ text: word }));
  upstream.script("early", { steps: [{ usage: early }, ...text, ...endingSteps({})] });
  const { costs, sources } = await askBoth("early");
  assert.deepEqual(costs, [costOf(20, 60n), costOf(20, 60n)]);
  assert.deepEqual(sources, ["counted", "counted"]);
});

test("a function call of the old kind is gathered, and charged however it ends", async () => {
  const input = JSON.stringify({ city: "Paris", unit: "celsius", days: 14 });
  const pieces = deltas(
    { role: "assistant", function_call: { name: "weather", arguments: "" } },
    ...[...input].map((letter) => ({ function_call: { arguments: letter } })),
  );
  upstream.script("old", { steps: [...pieces, { finish: "function_call" }, { done: true }] });
  const due = costOf(tokensOf(`weather${input}`), 60n);
  const { reply, costs } = await askBoth("old");
  const called = at(reply.json, "choices.0.message.function_call");
  assert.deepEqual(called, { name: "weather", arguments: input });
  assert.deepEqual(costs, [due, due]);

  upstream.script("left", { steps: [...pieces, { checkpoint: "never-left" }] });
  const left = await streamChat(caller, ask("left"), { agent: false });
  const id = String(left.headers["x-request-id"]);
  while (left.events.length < pieces.length) await new Promise((resolve) => setTimeout(resolve, 5));
  left.destroy();
  await ended(id);
  assert.equal(dollars(at((await readRecord(caller, id)).json, "cost")), due);
});

test("the free text of a custom tool is charged and gathered", async () => {
  const piece = (custom: Readonly<Record<string, string>>) => ({
    tool_calls: [{ index: 0, id: "call_1", type: "custom", custom }],
  });
  const steps = deltas(
    piece({ name: "run", input: "" }),
    ...words(9).map((input) => piece({ input })),
  );
  upstream.script("custom", { steps: [...steps, { finish: "tool_calls" }, { done: true }] });
  const { reply, costs } = await askBoth("custom");
  const custom = { name: "run", input: words(9).join("") };
  assert.deepEqual(at(reply.json, "choices.0.message.tool_calls"), [
    { id: "call_1", type: "custom", custom },
  ]);
  const due = costOf(tokensOf(`run${custom.input}`), 60n);
  assert.deepEqual(costs, [due, due]);
});

for (const [oddity, report] of [
  ["negative", { prompt_tokens: -5, completion_tokens: -7 }],
  ["absurd", { prompt_tokens: 1e15, completion_tokens: 1e15 }],
  ["broken", { prompt_tokens: 1.5, completion_tokens: 2.5 }],
] as const) {
  test(`${oddity} usage is not believed: the text is counted`, async () => {
    const text = words(7).map((word) => ({ text: word }));
    upstream.script(oddity, { steps: [...text, ...endingSteps({ usage: report })] });
    const { costs, sources } = await askBoth(oddity);
    assert.deepEqual(costs, [costOf(7, 60n), costOf(7, 60n)]);
    assert.deepEqual(sources, ["counted", "counted"]);
  });
}

test("what comes after [DONE] is neither relayed nor charged", async () => {
  const late = [{ text: " late" }, { usage: { prompt_tokens: 1, completion_tokens: 999 } }];
  upstream.script("late", { steps: [{ text: "one" }, ...endingSteps({}), ...late] });
  const { reply, stream, costs } = await askBoth("late");
  assert.equal(textAt(reply.json, "choices.0.message.content"), "one");
  assert.equal(stream.text(), "one");
  assert.deepEqual(costs, [costOf(1, 60n), costOf(1, 60n)]);
});

const nothing: Readonly<Record<string, Script>> = {
  "a 204": { status: 204, body: "" },
  "a redirect": { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" },
  "a 304": { status: 304, body: "" },
  "a page": { headers: { "content-type": "text/html" }, steps: [rawStep("<html>no</html>")] },
  "compressed bytes": {
    headers: { "content-encoding": "gzip" },
    steps: [{ raw: "H4sIAAAAAAAAA0tJLEkEABqh1u0EAAAA" }],
  },
};

for (const [oddity, script] of Object.entries(nothing)) {
  test(`an upstream that answers ${oddity} has failed, and nothing is charged`, async () => {
    const name = oddity.replaceAll(" ", "-");
    upstream.script(name, script);
    const { reply, stream, costs } = await askBoth(name);
    assert.deepEqual([reply.status, stream.status], [500, 500]);
    assert.equal(reply.code, "upstream_error");
    assert.deepEqual(costs, [0n, 0n]);
    upstream.script("well", { steps: [{ text: "one" }, ...endingSteps({})] });
    assert.equal((await bufferedChat(caller, ask("well"))).status, 200);
  });
}

function rawStep(text: string): Step {
  return { raw: Buffer.from(text).toString("base64") };
}

async function ended(id: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (at((await readRecord(caller, id)).json, "status") !== "running") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
