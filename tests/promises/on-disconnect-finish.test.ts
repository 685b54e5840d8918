import assert from "node:assert/strict";
import { test } from "node:test";
import { readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answerUntil, words } from "../doubles/upstream-script.ts";

const price = { input: "0.00", output: "60.00" };
const stage = await openStage({
  providers: (url) => ({
    patient: { kind: "openai", base_url: url, api_key: "none", on_disconnect: "finish" },
  }),
  models: [
    model("patient-words", { price, routes: [{ provider: "patient", model: "patient-words" }] }),
  ],
});

test("on_disconnect: finish reads on to the end and charges the whole answer", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const steps = [...words(30).flatMap((text) => [{ text }, { waitMs: 10 }])];
  stage.upstream.script("finish", { steps: [...steps, { finish: "stop" }, { done: true }] });
  for (const [body, headers] of [
    [ask("finish", { on_disconnect: "finish" }), {}],
    [ask("finish"), { "x-farebox-on-disconnect": "finish" }],
    [{ ...ask("finish"), model: "patient-words" }, {}],
  ] as const) {
    const before = (await stage.operator.balance(accountId)).posted;
    const stream = await streamChat(caller, body, { headers });
    await stream.chunks(3);
    stream.destroy();
    await noOpenHold(accountId);
    const record = await readRecord(caller, stream.id());
    assert.equal(at(record.json, "status"), "completed", record.text);
    assert.equal(before - (await stage.operator.balance(accountId)).posted, costOf(30, 60n));
  }
});

test("the request's on_disconnect goes before the provider's", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("stop-first", answerUntil("never-stop-first", words(5)));
  const body = { ...ask("stop-first"), model: "patient-words", on_disconnect: "stop" };
  const stream = await streamChat(caller, body);
  await stream.chunks(5);
  const leftAt = stream.destroy();
  const closed = () => stage.upstream.calls("stop-first").at(-1)?.closedAt ?? null;
  await until(() => closed() !== null, "the upstream's socket to close", 5_000);
  assert((closed() ?? 0) - leftAt <= 250, "at once");
});

async function noOpenHold(accountId: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await stage.operator.openHolds(accountId)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail("the hold stayed open");
}
