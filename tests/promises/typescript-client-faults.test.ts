import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { after, test } from "node:test";
import { RefusedError } from "../../clients/typescript/src/errors.ts";
import { Farebox } from "../../clients/typescript/src/farebox.ts";
import type { Middleware } from "../../clients/typescript/src/retry.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { openStage } from "../doubles/stage.ts";
import { answer, failure, type Script, words } from "../doubles/upstream-script.ts";

/** The whole promise is 10,000: FAREBOX_FAULT_CALLS=10000 npm test -- typescript-client-faults */
const calls = Number(process.env["FAREBOX_FAULT_CALLS"] ?? 1_000);
const faulty = 0.2;
const atOnce = 64;
const retries = 3;
/** Attempts of the gateway on each of the client's; one, so that faults get through to it. */
const stage = await openStage({ gateway: { attempts_max: 1 } });

const faults: readonly Script[] = [
  failure(500, "out of order"),
  failure(503, "overloaded"),
  failure(429, "slow down", { "retry-after": "0" }),
  { steps: [{ destroy: true }] },
  { steps: [...words(2).map((text) => ({ text })), { waitMs: 5 }, { destroy: true }] },
];

/** Chance by a seed, so that a run can be had again. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Sockets that the client has opened. */
function watchSockets(): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  const note = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    sockets.add(socket);
  };
  subscribe("undici:client:connected", note);
  after(() => unsubscribe("undici:client:connected", note));
  return sockets;
}

/** Attempts of every call, by its idempotency key; now and then the network itself fails. */
function countAttempts(chance: () => number) {
  const attempts = new Map<string, number>();
  const layer: Middleware = (next) => async (url, init) => {
    const key = new Headers(init.headers).get("idempotency-key");
    if (key !== null) attempts.set(key, (attempts.get(key) ?? 0) + 1);
    if (chance() < 0.02) throw new TypeError("fetch failed");
    const response = await next(url, init);
    // Lost on its way back: the gateway has done and charged it.
    if (chance() < 0.02) {
      await response.body?.cancel();
      throw new TypeError("terminated");
    }
    return response;
  };
  return { attempts, layer };
}

interface Tally {
  whole: number;
  refused: number;
  lost: string[];
  readonly costs: string[];
}

async function callOnce(farebox: Farebox, index: number, tally: Tally): Promise<void> {
  const name = `call-${index}`;
  const body = { model: "words", messages: [{ role: "user", content: "script:fault" }] };
  const terms = { clientRequestId: name };
  try {
    const whole =
      index % 2 === 0
        ? await (await farebox.stream(body, terms)).whole()
        : await farebox.complete(body, terms);
    const text = "text" in whole ? whole.text : whole.choices[0]?.message.content;
    assert.equal(text, words(4).join(""));
    const { prompt, completion } = whole.usage?.cost_details ?? {};
    tally.costs.push(prompt ?? "", completion ?? "");
    tally.whole += 1;
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      assert.equal(error instanceof Error && error.name, "ConnectionError", String(error));
      tally.lost.push(name);
      return;
    }
    tally.refused += 1;
    tally.costs.push(error.bill?.cost ?? "0.00");
  }
}

const title = `${calls} calls with 20 % faults: bounded retries, no leak, the total is the books'`;
const timeout = 60_000 + calls * 60;

test(title, { timeout }, async () => {
  const chance = chanceOf(20_261_122);
  const scripts = Array.from({ length: calls * 2 }, () => {
    const fault = chance() < faulty ? faults[Math.floor(chance() * faults.length)] : undefined;
    return fault ?? answer(words(4));
  });
  stage.upstream.script("fault", ...scripts);
  const { accountId, secret } = await stage.enter({ balance: "100.00" });
  const unhandled: unknown[] = [];
  process.on("unhandledRejection", (reason) => unhandled.push(reason));
  const sockets = watchSockets();
  const { attempts, layer } = countAttempts(chance);
  const settings = { apiKey: secret, baseUrl: stage.gateway.url(), retries };
  const farebox = new Farebox({ ...settings, middleware: [layer], connectionsMax: atOnce });

  const tally: Tally = { whole: 0, refused: 0, lost: [], costs: [] };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < calls; index = next++) await callOnce(farebox, index, tally);
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  // What became of a call that was lost is asked of its record, by its name.
  await using plain = new Farebox(settings);
  for (const name of tally.lost) {
    const record = await plain.record(name).catch(() => null);
    if (record !== null) tally.costs.push(record.cost ?? "running");
  }
  assert.equal(tally.whole + tally.refused + tally.lost.length, calls);
  assert(tally.whole > calls * 0.8, `${tally.whole} whole`);
  assert(tally.refused > 0 && tally.lost.length <= calls * 0.01, `${tally.lost.length} lost`);
  const most = Math.max(...attempts.values());
  assert(most > 1 && most <= retries + 1, `up to ${most} attempts`);
  const { posted, held } = await stage.operator.balance(accountId);
  const known = sum(tally.costs.map((cost) => dollars(cost)));
  assert.deepEqual([dollars("100.00") - posted, held], [known, 0n]);

  const open = () => [...sockets].filter((socket) => !socket.destroyed).length;
  assert(open() <= atOnce + 1, `${open()} sockets are open`);
  await farebox.close();
  await plain.close();
  assert.equal(open(), 0);
  assert.deepEqual(unhandled, []);
  await stage.operator.cleanAudit();
});
