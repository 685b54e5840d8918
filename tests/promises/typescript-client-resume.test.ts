import assert from "node:assert/strict";
import { after, test } from "node:test";
import OpenAI from "openai";
import type { ChatStream } from "../../clients/typescript/src/chat-stream.ts";
import { Farebox } from "../../clients/typescript/src/farebox.ts";
import { forOpenAI } from "../../clients/typescript/src/fetch.ts";
import { openCuttingProxy } from "../doubles/cutting-proxy.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answerUntil, type Step, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const total = 900;
const text = words(total).join("");
const paced = words(total).flatMap((word): Step[] => [{ text: word }, { waitMs: 1 }]);
stage.upstream.script("long", { steps: [...paced, { finish: "stop" }, { done: true }] });

/** Chance by a seed, so that a run can be had again. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A client behind a proxy that breaks so many connections at random places. */
async function openCut(seed: number, most: number) {
  const customer = await stage.enter({ balance: "1.00" });
  const chance = chanceOf(seed);
  let left = most;
  const proxy = await openCuttingProxy(stage.gateway.url(), () => {
    left -= 1;
    return left < 0 ? null : 500 + Math.floor(chance() * 4_000);
  });
  const farebox = new Farebox({ apiKey: customer.secret, baseUrl: proxy.url });
  after(async () => {
    await farebox.close();
    await proxy.close();
  });
  return { ...customer, farebox, proxy };
}

type Cut = Awaited<ReturnType<typeof openCut>>;

/** One charge, for the whole text, and one call at the provider. */
async function assertPaidOnce(cut: Cut, callsBefore: number): Promise<void> {
  const { posted, held } = await stage.operator.balance(cut.accountId);
  assert.deepEqual([dollars("1.00") - posted, held], [costOf(total, 60n), 0n]);
  assert.equal(stage.upstream.calls("long").length, callsBefore + 1);
}

test("a stream cut at 50 random places gives its text once, and is charged once", async () => {
  for (const seed of [20_261_122, 7, 4_711]) {
    const before = stage.upstream.calls("long").length;
    const cut = await openCut(seed, 50);
    const stream = await cut.farebox.stream(ask("long"));
    const numbers: number[] = [];
    let told = "";
    for await (const { choices } of stream) {
      told += choices[0]?.delta.content ?? "";
      numbers.push(stream.received);
    }
    assert.equal(told, text);
    assert.equal(cut.proxy.cuts(), 50);
    assert(stream.resumed >= 45, `resumed ${stream.resumed} times`);
    assert.equal(dollars(stream.bill?.cost), costOf(total, 60n));
    await assertPaidOnce(cut, before);
  }
});

test("the openai package over the client's fetch does not notice 50 cuts", async () => {
  const before = stage.upstream.calls("long").length;
  const cut = await openCut(815, 50);
  const openai = new OpenAI(forOpenAI(cut.farebox));
  const stream = await openai.chat.completions.create({
    model: "words",
    messages: [{ role: "user", content: "script:long" }],
    stream: true,
  });
  let told = "";
  for await (const chunk of stream) {
    // It asked for no usage, and so for no chunk without choices.
    assert.equal(chunk.choices.length, 1);
    told += chunk.choices[0]?.delta.content ?? "";
  }
  assert.equal(told, text);
  assert.equal(cut.proxy.cuts(), 50);
  await assertPaidOnce(cut, before);
});

test("a buffered call whose connection breaks joins its first run, charged once", async () => {
  const before = stage.upstream.calls("long").length;
  const customer = await stage.enter({ balance: "1.00" });
  let cuts = 0;
  const proxy = await openCuttingProxy(stage.gateway.url(), () => {
    cuts += 1;
    return cuts <= 2 ? 100 : null;
  });
  after(() => proxy.close());
  await using farebox = new Farebox({ apiKey: customer.secret, baseUrl: proxy.url });
  const { choices, usage } = await farebox.complete(ask("long"));
  assert.equal(choices[0]?.message.content, text);
  assert.equal(usage.completion_tokens, total);
  assert.equal(proxy.cuts(), 2);
  const { posted } = await stage.operator.balance(customer.accountId);
  assert.equal(dollars("1.00") - posted, costOf(total, 60n));
  assert.equal(stage.upstream.calls("long").length, before + 1);
});

test("resume goes on behind any event, from another client, and shows the same bill", async () => {
  const { secret } = await stage.enter({ balance: "1.00" });
  await using farebox = new Farebox({ apiKey: secret, baseUrl: stage.gateway.url() });
  const first = await farebox.stream(ask("long"));
  const whole = await first.whole();
  await using other = new Farebox({ apiKey: secret, baseUrl: stage.gateway.url() });
  const again = await other.resume(first.id, { after: 500 });
  const rest = await again.whole();
  assert.equal(rest.text, words(total).slice(500).join(""));
  assert.deepEqual([rest.cost, again.received], [whole.cost, first.received]);
});

test("what was stopped while the client was away is an error, never a whole answer", async () => {
  stage.upstream.script("abandoned", answerUntil("never-abandoned", words(20)));
  const { secret } = await stage.enter({ balance: "1.00" });
  let lives = 1;
  const proxy = await openCuttingProxy(stage.gateway.url(), () => {
    lives -= 1;
    return lives === 0 ? 6_000 : null;
  });
  after(() => proxy.close());
  await using farebox = new Farebox({ apiKey: secret, baseUrl: proxy.url, silenceMs: 1_000 });
  const stream = await farebox.stream(ask("abandoned", { on_disconnect: "stop" }));
  await assert.rejects(stream.whole(), {
    name: "ConnectionError",
    message: /was lost after event/,
  });
});

test("leaving the loop stops the provider at once, although the call would linger", async () => {
  stage.upstream.script("left", answerUntil("never-left", words(30)));
  const { secret, accountId } = await stage.enter({ balance: "1.00" });
  await using farebox = new Farebox({ apiKey: secret, baseUrl: stage.gateway.url() });
  const stream = await farebox.stream(ask("left"));
  for await (const _ of stream) if (stream.received === 10) break;
  const [call] = stage.upstream.calls("left");
  // The provider hears of it by its own connection, a moment after the gateway has settled.
  await until(() => call?.closedAt !== null, "the end of the provider's answer", 250);
  assert.equal((await farebox.record(stream.id)).status, "cancelled");
  assert.equal((await stage.operator.balance(accountId)).held, 0n);
});

test("an abort stops a call that has not yet said anything, and one in mid-answer", async () => {
  const { secret } = await stage.enter({ balance: "1.00" });
  await using farebox = new Farebox({ apiKey: secret, baseUrl: stage.gateway.url() });
  const open = (script: string, signal: AbortSignal): Promise<ChatStream> =>
    farebox.stream(ask(script), { signal, clientRequestId: script });
  stage.upstream.script("mute", { steps: [{ checkpoint: "never-mute" }] });
  stage.upstream.script("talking", answerUntil("never-talking", words(5)));
  const mute = new AbortController();
  const asked = open("mute", mute.signal);
  await stage.upstream.reached("never-mute");
  mute.abort();
  await assert.rejects(asked, { name: "AbortError" });
  const talking = new AbortController();
  const stream = await open("talking", talking.signal);
  const read = (async () => {
    for await (const _ of stream) if (stream.received === 5) talking.abort();
  })();
  await assert.rejects(read, { name: "AbortError" });
  for (const name of ["mute", "talking"]) {
    const { status } = await farebox.cancel(name);
    assert.equal(status, "cancelled", name);
  }
});
