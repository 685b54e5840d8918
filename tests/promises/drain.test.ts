import assert from "node:assert/strict";
import { Agent } from "node:http";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const alive = new Agent({ keepAlive: true, maxSockets: 1 });
after(() => alive.destroy());

test("on SIGTERM running calls end whole and are charged, and new ones are refused", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("long", answerUntil("drained", words(20)));
  stage.upstream.script("warm", answer(["Hello"]));
  const warm = await bufferedChat(caller, ask("warm"), { agent: alive });
  assert.equal(warm.status, 200);
  const stream = await streamChat(caller, ask("long"));
  await stream.chunks(20);
  const headers = { "x-client-request-id": "buffered-long" };
  const buffered = bufferedChat(caller, ask("long"), { headers });
  await stage.upstream.reached("drained", 2);

  stage.gateway.terminate();
  await delay(150);
  assert.equal(stage.gateway.running(), true, "it waits for the running calls");
  const refused = await bufferedChat(caller, ask("warm"), { agent: alive });
  assert.equal(refused.status, 503, refused.text);
  assert.equal(refused.code, "draining");

  stage.upstream.release("drained");
  await stream.end();
  assert.equal(stream.sawDone(), true, "the running stream ended whole");
  assert.equal((await buffered).status, 200, "the running buffered call too");
  await until(() => !stage.gateway.running(), "the end of the gateway", 10_000);
  assert.equal(await stage.gateway.stop(), 0, stage.gateway.output());

  await stage.gateway.restart();
  const again = { ...caller, url: stage.gateway.url() };
  const record = await readRecord(again, stream.id());
  assert.equal(at(record.json, "status"), "completed", record.text);
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("1.00") - costOf(41, 60n), 0n]);
  await stage.operator.cleanAudit();
});

test("an idle gateway ends at once", async () => {
  const startedAt = Date.now();
  assert.equal(await stage.gateway.stop(), 0, stage.gateway.output());
  assert(Date.now() - startedAt < 5_000, "at once");
  await stage.gateway.restart();
});
