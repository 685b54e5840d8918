import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { isRecord } from "../../src/core/is-record.ts";
import { bufferedChat } from "../doubles/chat-client.ts";
import { at, listAt } from "../doubles/json.ts";
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

  const resting = await routeShown();
  assert.equal(resting["state"], "resting");
  assert.equal(resting["failures"], 10);
  assert.equal(at(resting, "last_failure.status"), 500);
  assert.equal(resting["first_event_ms"], null, "none was served yet");

  stage.upstream.script("healed", { stallMs: 300, ...answer(words(2)) });
  await delay(10_100 - (Date.now() - closedAt));
  const tried = await Promise.all([1, 2, 3].map(() => bufferedChat(caller, ask("healed"))));
  const statuses = tried.map((reply) => reply.status).sort();
  assert.deepEqual(statuses, [200, 503, 503], "one call tries it");
  assert.equal((await bufferedChat(caller, ask("healed"))).status, 200, "and it is open again");
  const open = await routeShown();
  assert.equal(open["state"], "healthy");
  assert.equal(open["failing_since"], null);
  assert.equal(at(open, "first_event_ms.calls"), 2);
  assert.ok(Number(at(open, "first_event_ms.worst")) >= 300, "the slow one was waited for");
});

/** How the operator is shown the only route of the stage. */
async function routeShown(): Promise<Readonly<Record<string, unknown>>> {
  const { json } = await stage.operator.call("/upstreams");
  const found = listAt(json, "data").find((one) => at(one, "id") === "local/words");
  assert.ok(isRecord(found), "the route is listed");
  return found;
}
