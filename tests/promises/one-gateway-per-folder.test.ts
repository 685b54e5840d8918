import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat } from "../doubles/chat-client.ts";
import { failToStart } from "../doubles/gateway.ts";
import { ask, openStage, stageConfig } from "../doubles/stage.ts";
import { answer } from "../doubles/upstream-script.ts";

const stage = await openStage();
stage.upstream.script("hello", answer(["Hello"]));

test("a second gateway on the same data folder is refused, and the first goes on", async () => {
  const { caller } = await stage.enter();
  const { folder } = stage.gateway;
  const second = await failToStart({ folder, config: stageConfig(stage.upstream.url) });
  assert(second.exitCode !== null && second.exitCode !== 0, second.output);
  assert.equal(second.errors.length, 1, second.output);
  assert.match(second.errors[0] ?? "", /data/, "the line names the folder");
  assert.equal((await bufferedChat(caller, ask("hello"))).status, 200);
});

test("after a kill -9 the folder is free again", async () => {
  await stage.gateway.kill9();
  await stage.gateway.restart();
  await stage.operator.cleanAudit();
});
