import assert from "node:assert/strict";
import { test } from "node:test";
import { streamChat } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, failure, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { first_event_timeout: "8s", attempts_max: 1 } });

test("after 5 s of silence the head goes out, and comments keep the connection", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("late", { stallMs: 6_500, ...answer(words(4)) });
  const startedAt = Date.now();
  const stream = await streamChat(caller, ask("late"));
  const headAfter = Date.now() - startedAt;
  assert.equal(stream.status, 200);
  assert(headAfter >= 4_800 && headAfter < 6_400, `the head came after ${headAfter} ms`);
  await stream.end();
  assert(stream.comments.length >= 1, "a comment line");
  assert.equal(stream.text(), words(4).join(""));
  assert.equal(stream.sawDone(), true);
});

test("a failure after the head is told in the stream", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("late-failure", { stallMs: 6_000, ...failure(500, "out of order") });
  const stream = await streamChat(caller, ask("late-failure"));
  assert.equal(stream.status, 200);
  await stream.end();
  assert.equal(stream.sawDone(), false);
  assert.equal(stream.finishReason(), "error");
  assert.equal(at(stream.error(), "code"), "upstream_error");
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00"), 0n]);
});
