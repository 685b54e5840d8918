import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { bufferedChat } from "../doubles/chat-client.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, failure, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { attempts_max: 1 } });

test("ten failed calls close a route; after ten seconds one call tries it again", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("failing", failure(500, "out of order"));
  for (let call = 0; call < 10; call += 1) {
    assert.equal((await bufferedChat(caller, ask("failing"))).status, 500, `call ${call}`);
  }
  const closedAt = Date.now();
  const closed = await bufferedChat(caller, ask("failing"));
  assert.equal(closed.status, 503, closed.text);
  assert.equal(closed.code, "upstream_unavailable");
  assert.equal(stage.upstream.calls("failing").length, 10, "the provider is left alone");

  stage.upstream.script("healed", { stallMs: 300, ...answer(words(2)) });
  await delay(10_100 - (Date.now() - closedAt));
  const tried = await Promise.all([1, 2, 3].map(() => bufferedChat(caller, ask("healed"))));
  const statuses = tried.map((reply) => reply.status).sort();
  assert.deepEqual(statuses, [200, 503, 503], "one call tries it");
  assert.equal((await bufferedChat(caller, ask("healed"))).status, 200, "and it is open again");
});
