import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { formatDollars, mill, type Picodollars } from "../../src/core/money/picodollars.ts";
import { type Caller, type ChatStream, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { at } from "../doubles/json.ts";
import { foldEntries, operate } from "../doubles/operator.ts";
import type { UpstreamCall } from "../doubles/scripted-upstream.ts";
import { ask, stageConfig } from "../doubles/stage.ts";
import { startUpstreamProcess } from "../doubles/upstream-process.ts";
import { tokensOf, words } from "../doubles/upstream-script.ts";

const rounds = 20;
const streamsAtOnce = 50;

const upstream = await startUpstreamProcess();
after(() => upstream.close());
const gateway = await startGateway({ config: stageConfig(upstream.url) });
after(() => gateway.close());
const operator = operate(gateway);
const customer = await operator.customer({ balance: "1000.00" });

test("kill -9 in the middle of 50 streams, 20 times: at most a mill is lost", async () => {
  await upstream.script("endless", { steps: [{ endless: { everyMs: 7, most: 100_000 } }] });
  const brief = words(12).flatMap((text) => [{ text }, { waitMs: 3 }]);
  await upstream.script("brief", { steps: [...brief, { finish: "stop" }, { done: true }] });
  const charged: Picodollars[] = [];
  for (let round = 0; round < rounds; round += 1) charged.push(await crashOnce(round));

  const { posted, held } = await operator.balance(customer.accountId);
  assert.equal(posted, dollars("1000.00") - sum(charged), "the books hold these charges");
  assert.equal(held, 0n);
  await assertResolvedOnce();
});

test("who has the last bytes has been charged, even where power fails right after", async () => {
  await upstream.script("last", { steps: [{ text: "one" }, { finish: "stop" }, { done: true }] });
  for (let round = 0; round < 3; round += 1) {
    const caller = operator.caller(customer);
    const stream = await streamChat(caller, ask("last"));
    while (stream.finishReason() === null) await delay(0);
    await gateway.kill9();
    await gateway.restart();
    const record = await readRecord(operator.caller(customer), stream.id());
    assert.equal(at(record.json, "status"), "completed", record.text);
    assert.equal(dollars(at(record.json, "cost")), costOf(1, 60n));
  }
  await operator.cleanAudit();
});

/** One crash and one recovery; answers what this round's calls were charged. */
async function crashOnce(round: number): Promise<Picodollars> {
  const caller = operator.caller(customer);
  const names = Array.from({ length: streamsAtOnce }, (_, index) => `round-${round}-${index}`);
  const starts = names.map((name, index) => startNamed(caller, name, index));
  // Even rounds die with all streams running, odd ones somewhere on the way there.
  if (round % 2 === 0) await Promise.all(starts.map(firstWord));
  await delay((round * 37) % 230);
  await gateway.kill9();
  const streams = await Promise.all(starts);
  for (const stream of streams) await stream?.end();

  await gateway.restart();
  assert.deepEqual(await operator.openHolds(customer.accountId), [], "no hold is left open");
  await operator.cleanAudit();
  const produced = producedById([
    ...(await upstream.calls("endless")),
    ...(await upstream.calls("brief")),
  ]);
  const charges: Picodollars[] = [];
  for (const [index, name] of names.entries()) {
    charges.push(await checkOne({ name, stream: streams[index] ?? null, produced }));
  }
  return sum(charges);
}

function startNamed(caller: Caller, name: string, index: number): Promise<ChatStream | null> {
  const script = index % 5 === 0 ? "brief" : "endless";
  const headers = { "x-client-request-id": name };
  return streamChat(caller, ask(script), { headers, agent: false }).catch(() => null);
}

async function firstWord(start: Promise<ChatStream | null>): Promise<void> {
  const stream = await start;
  assert(stream !== null && stream.status === 200, "nothing fails before the crash");
  await stream.chunks(1);
}

/** What the upstream itself wrote for each call, by the gateway's id. */
function producedById(calls: readonly UpstreamCall[]): ReadonlyMap<string, string> {
  return new Map(
    calls.map((call) => [String(call.headers["x-client-request-id"]), call.textWritten]),
  );
}

interface Crashed {
  readonly name: string;
  readonly stream: ChatStream | null;
  readonly produced: ReadonlyMap<string, string>;
}

async function checkOne({ name, stream, produced }: Crashed): Promise<Picodollars> {
  const received = costOf(tokensOf(stream?.text() ?? ""), 60n);
  const record = await readRecord(operator.caller(customer), name);
  if (record.status === 404) {
    assert.equal(received, 0n, `${name} has no record, so it was sent nothing`);
    return received;
  }
  const id = String(at(record.json, "id"));
  const charge = dollars(at(record.json, "cost"));
  const status = at(record.json, "status");
  assert(status === "recovered" || status === "completed", `${name} is ${String(status)}`);
  const lost = received - charge;
  assert(lost <= mill, `${name}: ${lost} picodollars were relayed and not billed`);
  const ceiling = costOf(tokensOf(produced.get(id) ?? ""), 60n);
  assert(charge <= ceiling, `${name}: charged ${formatDollars(charge)}, produced less`);
  if (stream?.sawDone() === true) assert.equal(status, "completed");
  return charge;
}

async function assertResolvedOnce(): Promise<void> {
  const entries = await operator.entries(customer.accountId);
  foldEntries(entries);
  const endings = new Map<string, number>();
  for (const entry of entries) {
    if (!/^hold_(settled|released|recovered)$/.test(String(at(entry, "kind")))) continue;
    const subject = String(at(entry, "subject"));
    endings.set(subject, (endings.get(subject) ?? 0) + 1);
  }
  for (const [subject, times] of endings) assert.equal(times, 1, `${subject} ended ${times} times`);
  const placed = entries.filter((entry) => at(entry, "kind") === "hold_placed").length;
  assert.equal(endings.size, placed, "every hold has ended");
  assert(placed > rounds * streamsAtOnce * 0.5, "the crashes hit running streams");
}
