import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { bufferedChat, streamChat } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
stage.upstream.script("ten", answer(words(10)));

/** All rows of a list, page by page. */
async function readAll(path: string, limit: number): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  let next: unknown = null;
  do {
    const after: string = next === null ? "" : `&after=${encodeURIComponent(String(next))}`;
    const page = await stage.operator.call(`${path}limit=${limit}${after}`);
    assert.equal(page.status, 200, page.text);
    const data = listAt(page.json, "data");
    assert(data.length <= limit, "a page is no longer than it was asked to be");
    rows.push(...data);
    next = at(page.json, "next");
    assert(rows.length < 10_000, "the pages have an end");
  } while (next !== null);
  return rows;
}

test("the journal of all accounts is every account's journal, each entry once", async () => {
  const first = await stage.enter();
  const second = await stage.enter();
  await bufferedChat(first.caller, ask("ten"));
  await bufferedChat(second.caller, ask("ten"));
  const all = await readAll("/entries?", 3);
  for (const { accountId } of [first, second]) {
    const own = all.filter((entry) => at(entry, "account_id") === accountId);
    assert.deepEqual(own, await stage.operator.entries(accountId));
  }
  const names = all.map((entry) => `${textAt(entry, "account_id")} ${numberAt(entry, "sequence")}`);
  assert.equal(new Set(names).size, names.length);
});

test("open holds come in pages, and a page goes on after a hold that was settled", async () => {
  const { caller, accountId } = await stage.enter();
  stage.upstream.script("held", answerUntil("let go", words(3)));
  const streams = await Promise.all(
    Array.from({ length: 5 }, () => streamChat(caller, ask("held", { max_tokens: 10 }))),
  );
  for (const stream of streams) await stream.chunks(3);
  const holds = await readAll(`/holds?account_id=${accountId}&`, 2);
  assert.equal(holds.length, 5);
  const running = await stage.operator.call(`/accounts/${accountId}`);
  assert.equal(at(running.json, "running"), 5);
  const path = `/holds?account_id=${accountId}&limit=2`;
  const page = await stage.operator.call(path);
  stage.upstream.release("let go");
  for (const stream of streams) await stream.end();
  const rest = await stage.operator.call(`${path}&after=${textAt(page.json, "next")}`);
  assert.deepEqual(listAt(rest.json, "data"), []);
  assert.equal(at((await stage.operator.call(`/accounts/${accountId}`)).json, "running"), 0);
});

test("a buffered call too says what it has cost while it runs", async () => {
  const { caller, accountId } = await stage.enter();
  stage.upstream.script("quiet", answerUntil("speak", words(7)));
  const answered = bufferedChat(caller, ask("quiet", { max_tokens: 10 }));
  const look = async () =>
    (await stage.operator.call(`/holds?account_id=${accountId}`)).json ?? null;
  let held = await look();
  for (let looks = 0; looks < 500 && at(held, "data.0.cost") !== "0.00042"; looks += 1) {
    await setTimeout(10);
    held = await look();
  }
  assert.equal(at(held, "data.0.cost"), "0.00042", "seven tokens at $60.00 a million");
  assert.equal(at(held, "data.0.checkpoint"), null, "nothing of it was relayed");
  stage.upstream.release("speak");
  assert.equal((await answered).status, 200);
  assert.deepEqual(listAt(await look(), "data"), []);
});

test("an account shows what it owes, what it spent this month, and what runs", async () => {
  const { caller, accountId } = await stage.enter({ balance: "1.00" });
  await bufferedChat(caller, ask("ten"));
  const taken = { amount: "-2.00", reason: "chargeback", reference: "cb", allow_owed: true };
  await stage.operator.call(`/accounts/${accountId}/adjustments`, taken);
  const { json } = await stage.operator.call(`/accounts/${accountId}`);
  assert.equal(at(json, "kind"), "customer");
  assert.equal(dollars(at(json, "balance.owed")), dollars("1.0006"));
  assert.equal(at(json, "spend.calls"), 1);
  assert.equal(at(json, "spend.cost"), "0.0006");
  assert.equal(at(json, "spend.cycle"), new Date().toISOString().slice(0, 7));
});

test("the operator's own shortfall stands last on the list of accounts", async () => {
  const { caller } = await stage.enter();
  const usage = { prompt_tokens: 0, completion_tokens: 1_000 };
  stage.upstream.script("over", answer(words(2), { usage }));
  assert.equal((await bufferedChat(caller, ask("over", { max_tokens: 10 }))).status, 200);
  for (const limit of [1, 2, 3, 1_000]) {
    const accounts = await readAll("/accounts?", limit);
    const own = accounts.filter((account) => at(account, "kind") === "operator");
    assert.deepEqual(
      own.map((account) => at(account, "id")),
      ["shortfall"],
    );
    assert.equal(at(accounts.at(-1), "id"), "shortfall");
    assert(dollars(at(own[0], "balance.posted")) > 0n);
  }
});
