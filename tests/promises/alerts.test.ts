import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";
import { type Caller, readRecord, streamChat } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { openTripwire } from "../doubles/picture-server.ts";
import { ask, openStage, stageConfig } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";
import { openWebhookReceiver, verifyWebhook } from "../doubles/webhook-receiver.ts";

const receiver = await openWebhookReceiver();
after(() => receiver.close());
const stage = await openStage({ gateway: { picture_hosts_allowed: [receiver.host] } });
const { operator } = stage;
stage.upstream.script("ten-cents", answer(words(10)));
stage.upstream.script("dear", answer(words(500)));

/** Long enough for a webhook that must not come to have come. */
const silenceMs = 700;

let paths = 0;
const freshPath = (): string => `/hook-${++paths}`;

/** Makes an alert; answers its id, secret, and the path on which it tells. */
async function makeAlert(accountId: string, more: Readonly<Record<string, unknown>> = {}) {
  const path = freshPath();
  const body = { account_id: accountId, webhook_url: receiver.url(path), ...more };
  const { status, json, text } = await operator.call("/alerts", body);
  assert.equal(status, 201, text);
  return { path, id: textAt(json, "id"), secret: at(json, "secret"), json };
}

async function deliveriesOf(id: string): Promise<readonly unknown[]> {
  const { status, json, text } = await operator.call(`/alerts/${id}/deliveries`);
  assert.equal(status, 200, text);
  return listAt(json, "data");
}

/** Waits for the newest delivery of an alert to stand so in its log. */
async function delivered(id: string, state = "delivered", attempts = 1): Promise<unknown> {
  let newest: unknown;
  for (let look = 0; look < 500; look += 1) {
    [newest] = await deliveriesOf(id);
    const tried = listAt(newest ?? { attempts: [] }, "attempts").length;
    if (at(newest, "state") === state && tried >= attempts) return newest;
    await delay(20);
  }
  return assert.fail(`the delivery is ${JSON.stringify(newest)}`);
}

/** Waits until an alert is known to be above or below: that is written right after the commit. */
async function stands(id: string, state: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if (at((await operator.call(`/alerts/${id}`)).json, "state") === state) return;
    await delay(10);
  }
  assert.fail(`alert ${id} is not ${state}`);
}

async function call(caller: Caller, script: string, maxTokens: number) {
  const stream = await streamChat(caller, ask(script, { max_tokens: maxTokens }));
  await stream.end();
  return stream;
}

test("a balance that falls below $5.00 is told once, signed, with what it still buys", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.01" });
  const alert = await makeAlert(accountId);
  assert.equal(at(alert.json, "below"), "5.00", "the default");
  assert.equal(at(alert.json, "state"), "above");
  await call(caller, "dear", 500);
  const [first] = await receiver.waitFor(alert.path, 1);
  const told = verifyWebhook(first, textAt(alert.json, "secret"));
  assert.equal(at(told, "type"), "balance.low");
  assert.equal(at(told, "data.account_id"), accountId);
  assert.equal(at(told, "data.below"), "5.00");
  assert.equal(at(told, "data.available"), "4.98");
  assert.equal(at(told, "data.model"), "words");
  // $4.98 at $60.00 per million output tokens.
  assert.equal(at(told, "data.output_tokens"), 83_000);

  for (let more = 0; more < 3; more += 1) await call(caller, "dear", 500);
  await delay(silenceMs);
  assert.equal(receiver.received(alert.path).length, 1, "once, however far it goes on falling");
  const delivery = await delivered(alert.id);
  assert.equal(at(delivery, "id"), first?.id);
  assert.equal(at(delivery, "attempts.0.status"), 204);
});

test("it is told again only after the balance has risen", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.01" });
  const alert = await makeAlert(accountId);
  await call(caller, "dear", 500);
  await receiver.waitFor(alert.path, 1);
  await stands(alert.id, "below");
  await operator.topUp(accountId, "0.01", `small-${accountId}`);
  await call(caller, "dear", 500);
  await operator.topUp(accountId, "1.00", `large-${accountId}`);
  await stands(alert.id, "above");
  const taken = { amount: "-2.00", reason: "refund", reference: "r" };
  await operator.call(`/accounts/${accountId}/adjustments`, taken);
  const [first, second] = await receiver.waitFor(alert.path, 2);
  assert.notEqual(first?.id, second?.id);
  await delay(silenceMs);
  assert.equal(receiver.received(alert.path).length, 2);
});

test("100 parallel calls around the threshold are one fall", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.05" });
  const alert = await makeAlert(accountId, { below: "5.00" });
  // Each holds $0.006 and gives most of it back: together they swing far through the threshold.
  const calls = Array.from({ length: 100 }, () => call(caller, "ten-cents", 100));
  const streams = await Promise.all(calls);
  for (const stream of streams) assert.equal(stream.status, 200);
  await receiver.waitFor(alert.path, 1);
  await delay(silenceMs);
  assert.equal(receiver.received(alert.path).length, 1);
  assert.equal((await deliveriesOf(alert.id)).length, 1);
  await operator.cleanAudit();
});

test("an account whose alert says nothing wrong hears nothing", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.04" });
  const alert = await makeAlert(accountId);
  await call(caller, "dear", 500);
  await operator.topUp(accountId, "1.00", `more-${accountId}`);
  const low = await stage.enter({ balance: "1.00" });
  const already = await makeAlert(low.accountId);
  assert.equal(at(already.json, "state"), "below", "what is below already has not fallen");
  await call(low.caller, "dear", 500);
  await delay(silenceMs);
  assert.deepEqual(receiver.received(alert.path), []);
  assert.deepEqual(receiver.received(already.path), []);
});

test("a fall survives kill -9 before its delivery, and is delivered under its id", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.01" });
  const alert = await makeAlert(accountId);
  receiver.answer(alert.path, null);
  const stream = await call(caller, "dear", 500);
  // It is under way, and nobody has taken it, when the power fails.
  const [cut] = await receiver.waitFor(alert.path, 1);
  await stage.gateway.kill9();
  receiver.answer(alert.path, 204);
  await stage.gateway.restart();
  await receiver.waitFor(alert.path, 2);
  const delivery = await delivered(alert.id);
  const calls = receiver.received(alert.path);
  assert.deepEqual([...new Set(calls.map(({ id }) => id))], [cut?.id], "one fall, one id");
  assert.equal(new Set(calls.map(({ body }) => body)).size, 1, "and one body");
  assert.equal(at(delivery, "id"), cut?.id);
  for (const one of calls) verifyWebhook(one, textAt(alert.json, "secret"));
  const { json } = await readRecord({ ...caller, url: stage.gateway.url() }, stream.id());
  assert.equal(dollars(at(json, "cost")), dollars("0.03"));
});

test("kill -9 right at the fall: however far it came, it is told, and once", async () => {
  const { accountId } = await stage.enter({ balance: "5.01" });
  const alert = await makeAlert(accountId);
  const taken = { amount: "-1.00", reason: "refund", reference: "crash" };
  const ids = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const answered = operator
      .call(`/accounts/${accountId}/adjustments`, { ...taken, reference: `crash-${round}` })
      .catch(() => null);
    await delay(round * 2);
    await stage.gateway.kill9();
    await answered;
    await stage.gateway.restart();
    const { available } = await operator.balance(accountId);
    if (available < dollars("5.00")) {
      const delivery = await delivered(alert.id);
      ids.add(textAt(delivery, "id"));
      assert.equal(new Set(receiver.received(alert.path).map(({ id }) => id)).size, ids.size);
      await operator.topUp(accountId, "1.00", `again-${round}`);
    }
  }
  assert(ids.size > 0, "some rounds were durable before they were killed");
  assert.equal((await deliveriesOf(alert.id)).length, ids.size);
});

test("what is not taken is tried again, later and later, and is on the log", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.01" });
  const alert = await makeAlert(accountId);
  receiver.answer(alert.path, 503);
  await call(caller, "dear", 500);
  const [first, second] = await receiver.waitFor(alert.path, 2);
  const waitMs = (second?.at ?? 0) - (first?.at ?? 0);
  assert(waitMs > 800 && waitMs < 3_000, `${waitMs} ms until the second try`);
  const pending = await delivered(alert.id, "pending", 2);
  assert.equal(at(pending, "attempts.1.status"), 503);
  const nextIn = Date.parse(textAt(pending, "next_attempt_at")) - Date.now();
  assert(nextIn > 2_000 && nextIn < 6_000, `${nextIn} ms until the third`);
  receiver.answer(alert.path, 200);
  await receiver.waitFor(alert.path, 3);
  await delivered(alert.id, "delivered", 3);
});

test("an alert that is deleted tells nothing more", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.01" });
  const alert = await makeAlert(accountId);
  receiver.answer(alert.path, 500);
  await call(caller, "dear", 500);
  await receiver.waitFor(alert.path, 1);
  const { status, json } = await operator.call(`/alerts/${alert.id}`, undefined, "DELETE");
  assert.deepEqual([status, json], [200, { id: alert.id, deleted: true }]);
  const count = receiver.received(alert.path).length;
  await delay(1_500);
  assert.equal(receiver.received(alert.path).length, count);
  for (const path of [`/alerts/${alert.id}`, `/alerts/${alert.id}/deliveries`]) {
    assert.equal((await operator.call(path)).status, 404);
  }
});

test("an address that leads inward is refused when it is given", async (context) => {
  const { accountId } = await stage.enter({ balance: "5.01" });
  const tripwire = await openTripwire("127.0.0.1");
  context.after(() => tripwire.close());
  const inward = [
    `http://127.0.0.1:${tripwire.port}/`,
    `http://localhost:${tripwire.port}/`,
    "http://0x7f000001/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.7/",
    "ftp://hooks.example.com/",
    "http://user:secret@hooks.example.com/",
    "nonsense",
  ];
  for (const webhook_url of inward) {
    const { status, code, json } = await operator.call("/alerts", {
      account_id: accountId,
      webhook_url,
    });
    assert.deepEqual(
      [status, code, at(json, "error.param")],
      [400, "invalid_request", "webhook_url"],
    );
  }
  assert.deepEqual([tripwire.connections, tripwire.bytes], [0, 0]);
});

test("an address that has come to lead inward is not called at a fall", async (context) => {
  const tripwire = await openTripwire("127.0.0.1");
  context.after(() => tripwire.close());
  const allowing = await openStage({
    gateway: { picture_hosts_allowed: [`127.0.0.1:${tripwire.port}`] },
  });
  const { accountId } = await allowing.enter({ balance: "5.01" });
  const made = await allowing.operator.call("/alerts", {
    account_id: accountId,
    webhook_url: `http://127.0.0.1:${tripwire.port}/`,
  });
  assert.equal(made.status, 201, made.text);
  const id = textAt(made.json, "id");
  await allowing.gateway.stop();
  const config = stringify(stageConfig(allowing.upstream.url));
  await writeFile(join(allowing.gateway.folder, "farebox.yaml"), config);
  await allowing.gateway.restart();
  const taken = { amount: "-1.00", reason: "refund", reference: "r" };
  await allowing.operator.call(`/accounts/${accountId}/adjustments`, taken);
  const state = async () => {
    const { json } = await allowing.operator.call(`/alerts/${id}/deliveries`);
    return at(json, "data.0");
  };
  for (let look = 0; look < 500 && at(await state(), "state") !== "failed"; look += 1) {
    await delay(20);
  }
  assert.equal(at(await state(), "state"), "failed");
  const error = textAt(await state(), "attempts.0.error");
  assert.match(error, /is not one of the web's|does not lead to the public internet/);
  assert.deepEqual([tripwire.connections, tripwire.bytes], [0, 0]);
});

test("a secret of one's own signs, and is never shown again", async () => {
  const { accountId, caller } = await stage.enter({ balance: "5.01" });
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const alert = await makeAlert(accountId, { secret });
  assert.equal(alert.secret, undefined);
  await call(caller, "dear", 500);
  const [first] = await receiver.waitFor(alert.path, 1);
  verifyWebhook(first, secret);
  const made = await makeAlert(accountId);
  assert.match(String(made.secret), /^whsec_[A-Za-z0-9+/]{43}=$/);
  for (const path of ["/alerts", `/alerts/${alert.id}`, `/alerts/${made.id}`]) {
    assert.doesNotMatch((await operator.call(path)).text, /whsec_/);
  }
  const { json } = await operator.call(`/alerts?account_id=${accountId}`);
  const ids = listAt(json, "data").map((one) => at(one, "id"));
  assert.deepEqual(ids, [alert.id, made.id]);
});

test("wrong alerts are refused with their reason", async () => {
  const { accountId } = await stage.enter({ balance: "5.01" });
  const good = { account_id: accountId, webhook_url: receiver.url("/wrong") };
  const wrong: readonly (readonly [object, number, string])[] = [
    [{ account_id: "acct_nobody" }, 404, "account_id"],
    [{ below: "-1.00" }, 400, "below"],
    [{ below: "0" }, 400, "below"],
    [{ below: "1.0000000000001" }, 400, "below"],
    [{ below: "five" }, 400, "below"],
    [{ secret: "whsec_short" }, 400, "secret"],
    [{ webhook_url: undefined }, 400, "webhook_url"],
  ];
  for (const [change, status, param] of wrong) {
    const reply = await operator.call("/alerts", { ...good, ...change });
    assert.deepEqual([reply.status, at(reply.json, "error.param")], [status, param], reply.text);
  }
  for (let count = 0; count < 16; count += 1) {
    assert.equal((await operator.call("/alerts", good)).status, 201);
  }
  assert.equal((await operator.call("/alerts", good)).status, 400, "sixteen are enough");
});
