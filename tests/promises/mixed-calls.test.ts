import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  bufferedChat,
  type Caller,
  type ChatStream,
  cancelChat,
  readRecord,
  resumeChat,
  startBufferedChat,
  streamChat,
} from "../doubles/chat-client.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { foldEntries } from "../doubles/operator.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, endingSteps, failure, tokensOf, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { hold_slice_tokens: 32, attempts_max: 2 } });
const { upstream, operator } = stage;

const paced = words(60).flatMap((text) => [{ text }, { waitMs: 2 }]);
upstream.script("paced", { steps: [...paced, ...endingSteps({})] });
upstream.script("short", answer(words(20)));
upstream.script("dies", { steps: [...paced.slice(0, 40), { destroy: true }] });
upstream.script("fails", failure(500, "no"));

type Play = (caller: Caller, name: string) => Promise<unknown>;

/** Everything that callers do to one account at once, by turns. */
const plays: readonly Play[] = [
  async (caller, name) => await streamWhole(caller, "paced", { headers: named(name) }),
  (caller, name) => bufferedChat(caller, ask("short"), { headers: named(name) }),
  async (caller, name) => {
    const stream = await streamChat(caller, ask("paced"), { headers: named(name) });
    await stream.chunks(5);
    const cancelled = await cancelChat(caller, name);
    if (stream.status === 200) assert.equal(cancelled.status, 200, cancelled.text);
    await stream.end();
  },
  async (caller, name) => {
    const stream = await streamChat(caller, ask("paced"), { headers: named(name), agent: false });
    await stream.chunks(9);
    stream.destroy();
  },
  async (caller, name) => {
    const body = ask("paced", { on_disconnect: "linger" });
    const stream = await streamChat(caller, body, { headers: named(name), agent: false });
    await stream.chunks(7);
    if (stream.status !== 200) return;
    const seen = stream.events.at(-1)?.number ?? 0;
    const before = stream.text();
    stream.destroy();
    const again = await resumeChat(caller, stream.id(), seen);
    await again.end();
    const whole = before + again.text();
    if (again.sawDone()) assert.equal(whole, words(60).join(""), "each event once, none missing");
  },
  async (caller, name) => {
    const headers = { ...named(name), "idempotency-key": `joined-${name}` };
    const both = [0, 1, 2].map((index) =>
      index === 1
        ? bufferedChat(caller, ask("short"), { headers })
        : streamWhole(caller, "short", { headers }),
    );
    await Promise.all(both);
  },
  async (caller, name) => {
    const client = startBufferedChat(caller, ask("paced"), { headers: named(name), agent: false });
    await delay(30);
    client.destroy();
  },
  (caller, name) => bufferedChat(caller, ask("dies"), { headers: named(name) }),
  (caller, name) => bufferedChat(caller, ask("fails"), { headers: named(name) }),
  (caller, name) =>
    streamWhole(caller, "paced", { headers: named(name), body: { max_cost: "0.001" } }),
  (caller, name) =>
    streamWhole(caller, "short", { headers: { ...named(name), "x-session-id": "together" } }),
];

function named(name: string): Readonly<Record<string, string>> {
  return { "x-client-request-id": name };
}

async function streamWhole(
  caller: Caller,
  script: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly body?: object },
): Promise<ChatStream> {
  const stream = await streamChat(caller, { ...ask(script), ...options.body }, options);
  await stream.end();
  return stream;
}

for (const [balance, key] of [
  ["1.00", {}],
  ["0.05", {}],
  ["1.00", { spend_limit: { amount: "0.04", period: "day" } }],
] as const) {
  const limit = key.spend_limit === undefined ? "" : ", of which the key may spend $0.04";
  test(`all kinds of calls at once on $${balance}${limit}: every cent is found`, async () => {
    const { accountId, caller } = await stage.enter({ balance, key });
    const names = Array.from({ length: plays.length * 8 }, (_, index) => `${accountId}-${index}`);
    await Promise.all(names.map((name, index) => plays[index % plays.length]?.(caller, name)));
    await allEnded(accountId);

    const records = await Promise.all(names.map((name) => readRecord(caller, name)));
    const found = records.filter(({ status }) => status === 200);
    assert(found.length > 0, "somebody was served");
    const charged = found.reduce((sum, { json }) => sum + dollars(at(json, "cost")), 0n);
    const { posted } = await operator.balance(accountId);
    assert.equal(dollars(balance) - posted, charged, "the records' costs are what is gone");
    assert(charged <= dollars(key.spend_limit?.amount ?? balance), `charged ${charged}`);
    assert.equal(foldEntries(await operator.entries(accountId)).posted, posted);
    for (const { json, text } of found) {
      const kept = at(json, "message.content");
      if (typeof kept === "string") {
        assert.equal(dollars(at(json, "cost")), costOf(tokensOf(kept), 60n), text);
      }
    }
    const keptOnes = found.filter(({ json }) => typeof at(json, "message.content") === "string");
    assert(keptOnes.length > 0, "what was kept is compared with what it cost");
    await operator.cleanAudit();
  });
}

async function allEnded(accountId: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await operator.openHolds(accountId)).length === 0) return;
    await delay(100);
  }
  assert.deepEqual(await operator.openHolds(accountId), []);
}
