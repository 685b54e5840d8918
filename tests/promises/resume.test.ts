import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  type ArrivedEvent,
  bufferedChat,
  type Caller,
  readRecord,
  resumeChat,
  streamChat,
} from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { output_kept_for: "10m" } });

const lingering = { headers: { "x-farebox-on-disconnect": "linger" } };

/** Numbers from 1 without gap or repetition; the text they carry together. */
function joined(events: readonly ArrivedEvent[]): string {
  const numbered = events.filter((event) => event.data !== "[DONE]");
  assert.deepEqual(
    numbered.map((event) => event.number),
    numbered.map((_, index) => index + 1),
    "each event once, in order",
  );
  return numbered.map((event) => at(event.json, "choices.0.delta.content") ?? "").join("");
}

test("a lingering stream cut at 50 places gives the identical text, charged once", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const total = 400;
  const steps = words(total).flatMap((text) => [{ text }, { waitMs: 2 }]);
  stage.upstream.script("linger", { steps: [...steps, { finish: "stop" }, { done: true }] });

  let stream = await streamChat(caller, ask("linger"), lingering);
  await stream.chunks(1);
  const id = stream.id();
  const events: ArrivedEvent[] = [];
  for (let cut = 0; cut < 50; cut += 1) {
    await stream.chunks(1 + ((cut * 7919) % 9));
    stream.destroy();
    const known = events.length;
    for (const event of stream.events) if ((event.number ?? 0) > known) events.push(event);
    stream = await resumeChat(caller, id, events.length);
    assert.equal(stream.status, 200);
  }
  assert.equal(await stream.end(), "whole");
  events.push(...stream.events);

  assert.equal(joined(events), words(total).join(""));
  assert.ok(stream.sawDone());
  assert.equal(stage.upstream.calls("linger").length, 1);
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(total, 60n));
});

test("a lingering call whose client stays away is stopped after 10 s and charged", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("lonely", answerUntil("never-lonely", words(5)));
  const stream = await streamChat(caller, ask("lonely"), lingering);
  await stream.chunks(5);
  const leftAt = stream.destroy();
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await stage.operator.openHolds(accountId)).length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const waited = Date.now() - leftAt;
  assert.ok(waited > 9_000 && waited < 14_000, `stopped after ${waited} ms`);
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "status"), "stopped");
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(5, 60n));
});

test("finish: the whole answer is kept, told again from any event, charged in full", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const steps = words(60).flatMap((text) => [{ text }, { waitMs: 3 }]);
  stage.upstream.script("finish", { steps: [...steps, { finish: "stop" }, { done: true }] });
  const stream = await streamChat(caller, ask("finish", { on_disconnect: "finish" }));
  await stream.chunks(3);
  stream.destroy();
  const again = await resumeChat(caller, stream.id(), 0);
  assert.equal(await again.end(), "whole");
  assert.equal(joined(again.events), words(60).join(""));
  for (const after of [1, 30, 59, 61]) {
    const part = await resumeChat(caller, stream.id(), after);
    await part.end();
    const numbered = part.events.filter((event) => event.data !== "[DONE]");
    assert.equal(numbered[0]?.number ?? 62, after + 1, `after ${after}`);
    assert.ok(part.sawDone());
  }
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "message.content"), words(60).join(""));
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(60, 60n));
});

test("a buffered call's answer can be followed as a stream too", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("buffered", answer(words(20)));
  const reply = await bufferedChat(caller, ask("buffered"));
  const stream = await resumeChat(caller, textAt(reply.json, "id"), 0);
  await stream.end();
  assert.equal(stream.text(), words(20).join(""));
});

test("kept outputs are read within the project alone, and by nobody else on the disk", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  const stranger = await stage.enter({ balance: "1.00" });
  stage.upstream.script("private", answer(words(20)));
  const stream = await streamChat(caller, ask("private"));
  await stream.end();
  const foreign = await resumeChat(stranger.caller, stream.id(), 0);
  assert.equal(foreign.status, 404);
  const folder = join(stage.gateway.folder, "data", "outputs");
  const files = readdirSync(folder);
  assert.ok(files.length > 0);
  for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test("store: false keeps nothing: the output is gone, its bill is not", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("unkept", answer(words(20)));
  const stream = await streamChat(caller, ask("unkept", { store: false }));
  await stream.end();
  const again = await followRaw(caller, stream.id());
  assert.equal(again.status, 410);
  assert.equal(again.code, "output_expired");
  assert.equal(at(again.json, "error.metadata.cost"), "0.0012");
});

test("kept outputs outlive a restart, and a crash", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("outlives", answer(words(20)));
  const stream = await streamChat(caller, ask("outlives"));
  await stream.end();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await stage.gateway.kill9();
  await stage.gateway.restart();
  const again = await resumeChat({ ...caller, url: stage.gateway.url() }, stream.id(), 0);
  await again.end();
  assert.equal(again.text(), words(20).join(""));
});

function followRaw(caller: Caller, id: string) {
  return send({ url: `${caller.url}/v1/chat/completions/${id}/stream`, token: caller.secret });
}
