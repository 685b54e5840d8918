import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, cancelChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import type { Reply } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, tokensOf, words } from "../doubles/upstream-script.ts";

const stage = await openStage();

test("a cancel from a second connection stops the upstream and says the final cost", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("by-id", answerUntil("never-by-id", words(30)));
  const stream = await streamChat(caller, ask("by-id"));
  await stream.chunks(30);
  const askedAt = Date.now();
  const cancelled = await cancelChat(caller, stream.id());
  assertCancelled(cancelled, { id: stream.id(), tokens: 30, askedAt, script: "by-id" });

  assert.equal(await stream.end(), "whole");
  assert.equal(stream.finishReason(), "stop", "the cancelled stream ends properly");
  assert.equal(stream.sawDone(), true);
  assert.equal(stream.error(), undefined);

  const again = await cancelChat(caller, stream.id());
  assert.equal(again.status, 200);
  assert.deepEqual(again.json, cancelled.json, "cancelling twice changes nothing");
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00") - costOf(30, 60n), 0n]);
  await stage.operator.cleanAudit();
});

test("a running flood that is cancelled costs what was sent, and not a token more", async () => {
  const { accountId, caller } = await stage.enter({ balance: "10.00" });
  const bursts = Array.from({ length: 2_000 }, (_, index) => [
    ...words(7, index * 7).map((text) => ({ text })),
    { waitMs: 1 },
  ]);
  stage.upstream.script("flood", { steps: bursts.flat() });
  for (const chunks of [50, 120, 333]) {
    const before = (await stage.operator.balance(accountId)).posted;
    const stream = await streamChat(caller, ask("flood", { max_tokens: 16_000 }));
    await stream.chunks(chunks);
    const cancelled = await cancelChat(caller, stream.id());
    await stream.end();
    const sent = tokensOf(stream.text());
    assert.equal(at(cancelled.json, "usage.completion_tokens"), sent);
    const spent = before - (await stage.operator.balance(accountId)).posted;
    assert.equal(spent, costOf(sent, 60n));
  }
});

test("a caller's own name for the call cancels it, and finds its record", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("by-name", answerUntil("never-by-name", words(12)));
  const headers = { "x-client-request-id": "my own name/1" };
  const stream = await streamChat(caller, ask("by-name"), { headers });
  await stream.chunks(12);
  const askedAt = Date.now();
  const cancelled = await cancelChat(caller, "my own name/1");
  assertCancelled(cancelled, { id: stream.id(), tokens: 12, askedAt, script: "by-name" });
  const record = await readRecord(caller, "my own name/1");
  assert.equal(at(record.json, "id"), stream.id());
  assert.equal(at(record.json, "status"), "cancelled");
});

test("a cancelled buffered call answers 200 with what was produced", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("buffered", answerUntil("never-cancel-buffered", words(9)));
  const headers = { "x-client-request-id": "buffered-1" };
  const pending = bufferedChat(caller, ask("buffered"), { headers });
  await stage.upstream.reached("never-cancel-buffered");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const askedAt = Date.now();
  const cancelled = await cancelChat(caller, "buffered-1");
  const reply = await pending;
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "choices.0.message.content"), words(9).join(""));
  assert.equal(at(reply.json, "usage.completion_tokens"), 9);
  const id = textAt(reply.json, "id");
  assertCancelled(cancelled, { id, tokens: 9, askedAt, script: "buffered" });
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(posted, dollars("1.00") - costOf(9, 60n));
});

test("a cancel before the first byte stops the upstream and charges nothing", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("stalled", { stallMs: 20_000 });
  const headers = { "x-client-request-id": "stalled-1" };
  const pending = bufferedChat(caller, ask("stalled"), { headers });
  while (stage.upstream.calls("stalled").length === 0) await tick();
  const askedAt = Date.now();
  const cancelled = await cancelChat(caller, "stalled-1");
  assert.equal(cancelled.status, 200, cancelled.text);
  assert(Date.now() - askedAt <= 1_000, "within a second");
  assert.equal(dollars(at(cancelled.json, "cost")), 0n);
  await pending;
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00"), 0n]);
});

test("another account gets 404 and stops nothing", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  const stranger = await stage.enter();
  stage.upstream.script("foreign", answerUntil("foreign-gate", words(4)));
  const headers = { "x-client-request-id": "mine" };
  const stream = await streamChat(caller, ask("foreign"), { headers });
  await stream.chunks(4);
  for (const name of [stream.id(), "mine", "no-such-call"]) {
    for (const reply of [
      await cancelChat(stranger.caller, name),
      await readRecord(stranger.caller, name),
    ]) {
      assert.equal(reply.status, 404);
      assert.equal(reply.code, "not_found");
    }
  }
  stage.upstream.release("foreign-gate");
  await stream.end();
  assert.equal(stream.sawDone(), true);
});

test("cancelling a finished request answers its final state", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("finished", answer(words(6)));
  const reply = await bufferedChat(caller, ask("finished"));
  const cancelled = await cancelChat(caller, textAt(reply.json, "id"));
  assert.equal(cancelled.status, 200);
  assert.equal(at(cancelled.json, "status"), "completed");
  assert.equal(dollars(at(cancelled.json, "cost")), costOf(6, 60n));
});

test("many who cancel at once all get the same answer", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("crowd", answerUntil("never-crowd", words(15)));
  const stream = await streamChat(caller, ask("crowd"));
  await stream.chunks(15);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => cancelChat(caller, stream.id())),
  );
  for (const reply of replies) assert.deepEqual(reply.json, replies[0]?.json);
  assert.equal(await settlements(accountId, stream.id()), 1);
});

test("the newest call of a name is meant by it", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("newest", answerUntil("never-newest", words(3)));
  const headers = { "x-client-request-id": "twice" };
  const first = await streamChat(caller, ask("newest"), { headers });
  await first.chunks(3);
  const second = await streamChat(caller, ask("newest"), { headers });
  await second.chunks(3);
  const cancelled = await cancelChat(caller, "twice");
  assert.equal(at(cancelled.json, "id"), second.id());
  const record = await readRecord(caller, first.id());
  assert.equal(at(record.json, "status"), "running");
  await cancelChat(caller, first.id());
});

interface Expected {
  readonly id: string;
  readonly tokens: number;
  readonly askedAt: number;
  readonly script: string;
}

function assertCancelled(reply: Reply, expected: Expected): void {
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "id"), expected.id);
  assert.equal(at(reply.json, "status"), "cancelled");
  assert.equal(at(reply.json, "usage.completion_tokens"), expected.tokens);
  assert.equal(dollars(at(reply.json, "cost")), costOf(expected.tokens, 60n));
  const closedAt = stage.upstream.calls(expected.script).at(-1)?.closedAt ?? null;
  assert(closedAt !== null, "the upstream was stopped before the answer");
  assert(closedAt - expected.askedAt <= 1_000, `after ${closedAt - expected.askedAt} ms`);
}

async function settlements(accountId: string, subject: string): Promise<number> {
  const entries = await stage.operator.entries(accountId);
  return entries.filter(
    (entry) => at(entry, "subject") === subject && at(entry, "kind") === "hold_settled",
  ).length;
}

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
