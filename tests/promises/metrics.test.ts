import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat } from "../doubles/chat-client.ts";
import { send } from "../doubles/http-client.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, failure, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { attempts_max: 1 } });

test("figures say how calls ended, what they used, and why calls were refused", async () => {
  const { caller, accountId } = await stage.enter({ balance: "1.00" });
  const poor = await stage.enter({ balance: "0" });
  stage.upstream.script("counted", answer(words(25)));
  stage.upstream.script("fails", failure(500, "down"));
  await bufferedChat(caller, ask("counted"));
  await bufferedChat(caller, ask("fails"));
  await bufferedChat(poor.caller, ask("counted"));

  const { status, text, headers } = await send({ url: `${stage.gateway.url()}/metrics` });
  assert.equal(status, 200);
  assert.match(String(headers["content-type"]), /^text\/plain/);
  const lines = new Set(text.split("\n"));
  for (const line of [
    'farebox_calls_total{model="words",status="completed"} 1',
    'farebox_calls_total{model="words",status="failed"} 1',
    'farebox_refusals_total{code="insufficient_balance"} 1',
    'farebox_tokens_total{model="words",direction="completion",modality="text"} 25',
    'farebox_charged_dollars_total{model="words"} 0.0015',
    'farebox_attempts_total{provider="local",outcome="failed"} 1',
    "farebox_running_calls 0",
  ]) {
    assert.ok(lines.has(line), `${line}\n${text}`);
  }
  assert.match(text, /^process_resident_memory_bytes \d+/m);
  assert.ok(!text.includes(accountId) && !text.includes(caller.secret), "nobody is named");
});
