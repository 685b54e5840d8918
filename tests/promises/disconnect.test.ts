import assert from "node:assert/strict";
import { test } from "node:test";
import { type Caller, readRecord, startBufferedChat, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, tokensOf, words } from "../doubles/upstream-script.ts";

const stage = await openStage();

for (const chunks of [1, 7, 40]) {
  test(`a client that drops its stream after ${chunks} chunks pays for them`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "1.00" });
    const name = `drop-${chunks}`;
    stage.upstream.script(name, answerUntil(`never-${name}`, words(chunks)));
    const stream = await streamChat(caller, ask(name));
    await stream.chunks(chunks);
    const leftAt = stream.destroy();
    await assertStopsWithin(name, leftAt);
    await assertCharged({ accountId, caller, id: stream.id(), tokens: chunks });
  });
}

test("a client that drops a buffered call pays for what was produced", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("drop-buffered", answerUntil("never-buffered", words(25)));
  const outgoing = startBufferedChat(caller, ask("drop-buffered"), {
    headers: { "x-client-request-id": "buffered-drop" },
  });
  await stage.upstream.reached("never-buffered");
  // The words are written; a moment for them to travel through the gateway's meter.
  await new Promise((resolve) => setTimeout(resolve, 100));
  outgoing.destroy();
  await assertStopsWithin("drop-buffered", Date.now());
  await assertCharged({ accountId, caller, id: "buffered-drop", tokens: 25 });
});

test("a client that leaves before the first byte stops the upstream too", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("drop-early", { stallMs: 20_000 });
  const outgoing = startBufferedChat(caller, ask("drop-early"));
  await until(() => stage.upstream.calls("drop-early").length === 1, "the call", 5_000);
  outgoing.destroy();
  await assertStopsWithin("drop-early", Date.now());
  await noOpenHold(accountId);
  assert.equal((await stage.operator.balance(accountId)).posted, dollars("1.00"));
});

test("a dropped running stream costs between what was read and what was written", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("drop-running", { steps: [{ endless: { everyMs: 2, most: 10_000 } }] });
  const stream = await streamChat(caller, ask("drop-running"));
  await stream.chunks(60);
  const leftAt = stream.destroy();
  await assertStopsWithin("drop-running", leftAt);
  await noOpenHold(accountId);
  const [call] = stage.upstream.calls("drop-running");
  const { posted } = await stage.operator.balance(accountId);
  const charged = dollars("1.00") - posted;
  assert(charged >= costOf(tokensOf(stream.text()), 60n), "all that was read is paid");
  assert(charged <= costOf(tokensOf(call?.textWritten ?? ""), 60n), "nothing is made up");
});

test("a client that has everything but the last chunk is charged all the same", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("almost", answer(words(50)));
  const stream = await streamChat(caller, ask("almost"));
  await stream.chunks(50);
  stream.destroy();
  await noOpenHold(accountId);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(posted, dollars("1.00") - costOf(50, 60n));
});

async function assertStopsWithin(name: string, leftAt: number): Promise<void> {
  const closed = () => stage.upstream.calls(name).at(-1)?.closedAt ?? null;
  await until(() => closed() !== null, "the upstream's socket to close", 5_000);
  const took = (closed() ?? 0) - leftAt;
  assert(took <= 250, `the upstream ran on for ${took} ms`);
}

async function noOpenHold(accountId: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await stage.operator.openHolds(accountId)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail("the hold stayed open");
}

interface Expectation {
  readonly accountId: string;
  readonly caller: Caller;
  readonly id: string;
  readonly tokens: number;
}

async function assertCharged({ accountId, caller, id, tokens }: Expectation): Promise<void> {
  await noOpenHold(accountId);
  const record = await readRecord(caller, id);
  assert.equal(at(record.json, "status"), "stopped", record.text);
  assert.equal(at(record.json, "usage.completion_tokens"), tokens);
  assert.equal(dollars(at(record.json, "cost")), costOf(tokens, 60n));
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00") - costOf(tokens, 60n), 0n]);
}
