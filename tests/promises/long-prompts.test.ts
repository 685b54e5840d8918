import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { bufferedChat } from "../doubles/chat-client.ts";
import { send } from "../doubles/http-client.ts";
import { at } from "../doubles/json.ts";
import { model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [
    model("roomy", { context_window: 2_000_000, price: { input: "0.50", output: "60.00" } }),
    model("by-ratio", {
      context_window: 2_000_000,
      text: "gemini-ratio",
      price: { input: "0.50", output: "60.00" },
    }),
  ],
});

function body(name: string, text: string) {
  return { model: name, max_tokens: 10, messages: [{ role: "user", content: text }] };
}

const line = "A line of prose with 日本語 in it; const x = [1, 2, 3]; and so on.\n";
const long = `script:short ${line.repeat(3_000)}`;

test("a prompt of 200 KB is counted exactly, or by its scripts", async () => {
  const { caller } = await stage.enter({ balance: "5.00" });
  stage.upstream.script("short", answer(words(3)));
  const exact = await bufferedChat(caller, body("roomy", long));
  assert.equal(exact.status, 200, exact.text);
  assert.equal(at(exact.json, "usage.prompt_tokens"), countTokens(long) + 7);
  const estimated = await bufferedChat(caller, body("by-ratio", long));
  const tokens = Number(at(estimated.json, "usage.prompt_tokens"));
  assert.ok(tokens > 0.7 * countTokens(long) && tokens < 1.25 * countTokens(long), `${tokens}`);
});

test("while a prompt of megabytes is counted, others are answered", async () => {
  const { caller } = await stage.enter({ balance: "5.00" });
  const huge = body("roomy", `script:short ${line.repeat(60_000)}`);
  let running = true;
  const answered = bufferedChat(caller, huge).finally(() => {
    running = false;
  });
  const waits: number[] = [];
  while (running) {
    const beganAtMs = performance.now();
    await send({ url: `${stage.gateway.url()}/livez` });
    waits.push(performance.now() - beganAtMs);
    await pause(2);
  }
  assert.equal((await answered).status, 200);
  // Counted at once it would hold everybody up for the whole of its time; reading it takes some.
  assert.ok(Math.max(...waits) < 1_000, `${Math.max(...waits)} ms`);
});

test("a long prompt that no window takes is refused", async () => {
  const { caller } = await stage.enter({ balance: "5.00" });
  const reply = await bufferedChat(caller, body("words", line.repeat(60_000)));
  assert.equal(reply.status, 400, reply.text);
  assert.equal(at(reply.json, "error.code"), "context_length_exceeded");
});
