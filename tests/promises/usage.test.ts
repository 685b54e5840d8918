import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedChat, type Caller } from "../doubles/chat-client.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  models: [
    model("other", { price: { input: "1.00", output: "2.00" } }),
    { id: "gpt-4o", routes: [{ provider: "local", model: "gpt-4o" }] },
  ],
});
const usage = {
  prompt_tokens: 40,
  completion_tokens: 10,
  prompt_tokens_details: { cached_tokens: 4 },
};
stage.upstream.script("reported", answer(words(3), { usage }));
stage.upstream.script("ten", answer(words(10)));
stage.upstream.script("refused", { status: 400, body: {} });

const today = new Date().toISOString().slice(0, 10);
const month = today.slice(0, 7);

function read(caller: Caller, query = "", headers: Readonly<Record<string, string>> = {}) {
  return send({ url: `${caller.url}/v1/usage${query}`, token: caller.secret, headers });
}

/** Four calls by two keys of two projects, to three models, two in sessions; one is refused. */
async function busyCustomer() {
  const customer = await stage.enter();
  const { accountId, caller } = customer;
  const project = await stage.operator.call("/projects", { account_id: accountId, name: "second" });
  const key = await stage.operator.createKey(textAt(project.json, "id"));
  const second = { url: caller.url, secret: textAt(key.json, "secret") };
  const replies = [
    await bufferedChat(caller, ask("ten", { session_id: "talk" })),
    await bufferedChat(caller, ask("ten", { session_id: "talk" })),
    await bufferedChat(caller, ask("reported", { model: "other" })),
    await bufferedChat(second, ask("reported", { model: "gpt-4o" })),
  ];
  for (const { status, text } of replies) assert.equal(status, 200, text);
  assert.equal((await bufferedChat(second, ask("refused"))).status, 400);
  return { ...customer, second, secondKeyId: textAt(key.json, "id") };
}

const groups = (reply: Reply) =>
  Object.fromEntries(
    listAt(reply.json, "data").map((row) => [
      textAt(row, "group"),
      [at(row, "calls"), textAt(row, "cost")],
    ]),
  );

const customer = await busyCustomer();
const { caller, accountId } = customer;

test("usage is this month's, by model, with tokens by modality, cost and calls", async () => {
  const reply = await read(caller);
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "account_id"), accountId);
  assert.equal(at(reply.json, "from"), `${month}-01`);
  assert.equal(at(reply.json, "to"), today);
  assert.equal(at(reply.json, "group_by"), "model");
  assert.deepEqual(groups(reply), {
    words: [3, "0.0012"],
    "gpt-4o": [1, "0.0002"],
    other: [1, "0.00006"],
  });
  const other = listAt(reply.json, "data").find((row) => at(row, "group") === "other");
  assert.equal(at(other, "usage.prompt_tokens"), 40);
  assert.equal(at(other, "usage.prompt_tokens_details.cached_tokens"), 4);
  assert.equal(at(other, "usage.completion_tokens_details.text_tokens"), 10);
  assert.equal(at(reply.json, "total.calls"), 5, "one of them produced nothing");
  assert.equal(at(reply.json, "total.cost"), "0.00146");
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("10.00") - posted, dollars("0.00146"), "what the account was charged");
});

test("usage by day, key, project and session adds up to the same", async () => {
  assert.deepEqual(groups(await read(caller, "?group_by=day")), { [today]: [5, "0.00146"] });
  assert.deepEqual(groups(await read(caller, "?group_by=key")), {
    [customer.keyId]: [3, "0.00126"],
    [customer.secondKeyId]: [2, "0.0002"],
  });
  const projects = await read(caller, "?group_by=project");
  assert.equal(listAt(projects.json, "data").length, 2);
  const sessions = await read(caller, "?group_by=session");
  assert.deepEqual(groups(sessions), { talk: [2, "0.0012"] });
  assert.equal(at(sessions.json, "total.cost"), "0.00146", "the total has all calls");
});

test("filters and days narrow it down", async () => {
  assert.deepEqual(groups(await read(caller, "?model=other")), { other: [1, "0.00006"] });
  const byKey = await read(caller, `?key_id=${customer.secondKeyId}&group_by=day`);
  assert.deepEqual(groups(byKey), { [today]: [2, "0.0002"] });
  assert.deepEqual(groups(await read(caller, `?from=${today}&to=${today}`)), {
    words: [3, "0.0012"],
    "gpt-4o": [1, "0.0002"],
    other: [1, "0.00006"],
  });
  const past = await read(caller, "?from=2020-01-01&to=2020-12-31");
  assert.deepEqual(groups(past), {});
  assert.equal(at(past.json, "total.cost"), "0.00");
  const untilMidnight = await read(caller, `?from=2020-01-01&to=${today}T00:00:00Z`);
  assert.deepEqual(groups(untilMidnight), {}, "an instant is the first that is left out");
  assert(textAt(untilMidnight.json, "to") < today);
});

test("CSV has the same numbers as JSON", async () => {
  const json = await read(caller, "?group_by=model");
  const csv = await read(caller, "?group_by=model&format=csv");
  assert.match(csv.headers["content-type"] ?? "", /^text\/csv/);
  assert.equal((await read(caller, "?group_by=model", { accept: "text/csv" })).text, csv.text);
  const [header = [], ...rows] = csv.text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  const table = rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
  assert.deepEqual(
    table.map((row) => [row["model"], row["calls"], row["cost"], row["completion_text_tokens"]]),
    listAt(json.json, "data").map((row) =>
      ["group", "calls", "cost", "usage.completion_tokens_details.text_tokens"].map((name) =>
        String(at(row, name)),
      ),
    ),
  );
  assert(!header.some((name) => /provider|shortfall/.test(name)), "not a caller's to see");
});

test("an account sees its own usage alone, and never what providers charge", async () => {
  const stranger = await stage.enter();
  assert.deepEqual(groups(await read(stranger.caller)), {});
  for (const query of ["", "?group_by=day", "?group_by=session", "?format=csv"]) {
    const { text } = await read(caller, query);
    assert(!/provider_cost|shortfall|upstream/.test(text), text);
  }
  for (const query of [`?account_id=${accountId}`, "?group_by=account"]) {
    assert.equal((await read(stranger.caller, query)).status, 400, query);
  }
});

test("operators see all accounts, with what providers charge and what was lost", async () => {
  const all = await stage.operator.call("/usage?group_by=account");
  assert.equal(all.status, 200, all.text);
  assert.deepEqual(groups(all)[accountId], [5, "0.00146"]);
  const own = await stage.operator.call(`/usage?account_id=${accountId}&group_by=model`);
  const row = listAt(own.json, "data").find((one) => at(one, "group") === "gpt-4o");
  // The provider's own list: 36 tokens at $2.50, 4 cached ones at $1.25, 10 out at $10.00.
  assert.equal(at(row, "provider_cost"), "0.000195", own.text);
  assert.equal(at(row, "shortfall"), "0.00");
  const rows = listAt(own.json, "data").map((one) => dollars(at(one, "provider_cost")));
  assert.equal(sum(rows), dollars(at(own.json, "total.provider_cost")));
  const csv = await stage.operator.call(`/usage?account_id=${accountId}&format=csv`);
  assert.match(csv.text, /,provider_cost,shortfall\r\n/);
});

test("what is no day, no group or no parameter is refused by its name", async () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["?from=yesterday", "from"],
    ["?to=2026-02-30", "to"],
    ["?from=2026-11-02&to=2026-11-01", "from"],
    ["?group_by=colour", "group_by"],
    ["?format=xml", "format"],
    ["?acount=1", "acount"],
  ];
  for (const [query, param] of wrong) {
    for (const reply of [await read(caller, query), await stage.operator.call(`/usage${query}`)]) {
      assert.equal(reply.status, 400, `${query}: ${reply.text}`);
      assert.equal(at(reply.json, "error.param"), param, reply.text);
    }
  }
});

test("operators page through all records, newest first, with the provider's cost", async () => {
  const ids: unknown[] = [];
  let after = "";
  do {
    const path = `/calls?account_id=${accountId}&limit=2${after}`;
    const page = await stage.operator.call(path);
    assert.equal(page.status, 200, page.text);
    ids.push(...listAt(page.json, "data").map((one) => at(one, "id")));
    const next = at(page.json, "next");
    after = next === null ? "" : `&after=${String(next)}`;
  } while (after !== "");
  assert.equal(ids.length, 5);
  assert.deepEqual(ids, [...ids].sort().reverse(), "ids grow with time");

  const filters = [
    ["model=gpt-4o", 1],
    ["status=failed", 1],
    ["status=completed", 4],
    ["session_id=talk", 2],
    [`key_id=${customer.secondKeyId}`, 2],
    [`project_id=${customer.projectId}`, 3],
    [`from=${today}`, 5],
    ["to=2020-01-01", 0],
  ] as const;
  for (const [filter, count] of filters) {
    const found = await stage.operator.call(`/calls?account_id=${accountId}&${filter}`);
    assert.equal(listAt(found.json, "data").length, count, filter);
  }

  const [call] = listAt(
    (await stage.operator.call(`/calls?account_id=${accountId}&model=gpt-4o`)).json,
    "data",
  );
  assert.equal(at(call, "usage.cost_details.upstream"), "0.000195");
  assert.equal(at(call, "account_id"), accountId);
  assert.equal(at(call, "key_id"), customer.secondKeyId);
  const one = await stage.operator.call(`/calls/${textAt(call, "id")}`);
  assert.deepEqual(one.json, call);
  assert.equal((await stage.operator.call("/calls/nobody")).status, 404);
  for (const query of ["status=done", "from=never", "limit=0", "colour=red"]) {
    assert.equal((await stage.operator.call(`/calls?${query}`)).status, 400, query);
  }
});
