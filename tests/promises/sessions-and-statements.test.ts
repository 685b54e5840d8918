import assert from "node:assert/strict";
import { test } from "node:test";
import { mill } from "../../src/core/money/picodollars.ts";
import { bufferedChat, type Caller, readRecord, streamChat } from "../doubles/chat-client.ts";
import { dollars, sum } from "../doubles/dollars.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
const hasty = await openStage({ gateway: { session_idle: "500ms" } });
const thisMonth = new Date().toISOString().slice(0, 7);

// Each word costs $0.00006, so that no charge is a whole number of mills.
for (const count of [1, 5, 7, 11, 13]) {
  stage.upstream.script(`say-${count}`, answer(words(count)));
}

function read(caller: Caller, path: string, more: Readonly<Record<string, unknown>> = {}) {
  return send({ url: `${caller.url}/v1/${path}`, token: caller.secret, ...more });
}

const settle = (caller: Caller, id: string): Promise<Reply> =>
  read(caller, `sessions/${encodeURIComponent(id)}/settle`, { method: "POST" });

const callIn = (caller: Caller, words_: number, sessionId?: string): Promise<Reply> =>
  bufferedChat(
    caller,
    ask(`say-${words_}`, sessionId === undefined ? {} : { session_id: sessionId }),
  );

/** What a statement must always say: carried in and charged is settled and carried out. */
function assertArithmetic(statement: unknown): void {
  const amount = (name: string) => dollars(at(statement, name));
  assert.equal(
    amount("carry_in") + amount("charged"),
    amount("settled") + amount("carry_out"),
    JSON.stringify(statement),
  );
  assert.equal(amount("settled"), BigInt(numberAt(statement, "mills")) * mill);
  const shown = (name: string) => `$${textAt(statement, name)}`;
  assert.equal(
    textAt(statement, "arithmetic"),
    `${shown("carry_in")} carried in + ${shown("charged")} charged = ` +
      `${at(statement, "mills")} mills (${shown("settled")}) settled + ` +
      `${shown("carry_out")} carried out`,
  );
}

test("twelve calls in one session: mills plus carry are the sum of exact charges", async () => {
  const { caller } = await stage.enter();
  const counts = [1, 5, 7, 11, 13, 1, 5, 7, 11, 13, 1, 5];
  const replies = await Promise.all(counts.map((count) => callIn(caller, count, "talk-1")));
  const ids = replies.map(({ json }) => textAt(json, "id"));
  const records = await Promise.all(ids.map((id) => readRecord(caller, id)));
  const charges = records.map(({ json }) => dollars(at(json, "cost")));
  assert.equal(sum(charges), dollars("0.0048"), "80 words of $0.00006");

  const open = await read(caller, "sessions/talk-1");
  assert.equal(open.status, 200, open.text);
  assert.equal(at(open.json, "status"), "open");
  assert.equal(at(open.json, "calls"), 12);
  assert.equal(dollars(at(open.json, "charged")), sum(charges));
  assert.equal(at(open.json, "mills"), null);

  const settled = await settle(caller, "talk-1");
  assert.equal(settled.status, 200, settled.text);
  assert.equal(at(settled.json, "status"), "settled");
  assert.equal(at(settled.json, "cycle"), thisMonth);
  const mills = BigInt(numberAt(settled.json, "mills"));
  const carried = dollars(at(settled.json, "carried"));
  assert.equal(mills, 4n);
  assert.equal(mills * mill + carried, sum(charges));
  assert(carried < mill);

  const statement = await read(caller, `statements?cycle=${thisMonth}`);
  const [line, ...others] = listAt(statement.json, "data");
  assert.equal(others.length, 0);
  assert.equal(at(line, "session_id"), "talk-1");
  assert.equal(at(line, "calls"), 12);
  assert.equal(at(line, "charged"), at(settled.json, "charged"));
  assert.equal(at(line, "mills"), 4);
  assert.equal(at(line, "carried"), at(settled.json, "carried"));
  assertArithmetic(statement.json);
  await stage.operator.cleanAudit();
});

test("settling again changes nothing, and answers the same", async () => {
  const { caller, accountId } = await stage.enter();
  await callIn(caller, 7, "once");
  const before = await stage.operator.balance(accountId);
  const settlings = await Promise.all(Array.from({ length: 20 }, () => settle(caller, "once")));
  const first = settlings[0]?.json;
  assert.equal(at(first, "mills"), 0);
  for (const { json } of settlings) assert.deepEqual(json, first);
  assert.deepEqual((await read(caller, "sessions/once")).json, first);
  const statement = await read(caller, `statements?cycle=${thisMonth}`);
  assert.equal(at(statement.json, "lines"), 1);
  assert.deepEqual(await stage.operator.balance(accountId), before, "no money moved");
});

test("a settled session that is used again opens the next", async () => {
  const { caller } = await stage.enter();
  await callIn(caller, 7, "again");
  await settle(caller, "again");
  await callIn(caller, 5, "again");
  const session = await read(caller, "sessions/again");
  assert.deepEqual(
    ["opening", "status", "calls", "charged"].map((name) => at(session.json, name)),
    [2, "open", 1, "0.0003"],
  );
  assert.equal(at((await settle(caller, "again")).json, "opening"), 2);
  const statement = await read(caller, `statements?cycle=${thisMonth}`);
  assert.deepEqual(
    listAt(statement.json, "data").map((line) => at(line, "charged")),
    ["0.00042", "0.0003"],
  );
});

test("a call without a session is a line, and one that was refused is none", async () => {
  const { caller } = await stage.enter();
  const reply = await callIn(caller, 13);
  stage.upstream.script("fails", { status: 400, body: {} });
  assert.equal((await bufferedChat(caller, ask("fails"))).status, 400);
  const statement = await read(caller, `statements?cycle=${thisMonth}`);
  const [line, ...others] = listAt(statement.json, "data");
  assert.equal(others.length, 0, statement.text);
  assert.equal(at(line, "call_id"), textAt(reply.json, "id"));
  assert.equal(at(line, "session_id"), null);
  assert.equal(at(line, "charged"), "0.00078");
  assert.equal(at(statement.json, "status"), "open", "the month still runs");
});

test("a session with a running call can be settled; the call then counts in the next", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("long", answerUntil("go on", words(10)));
  const stream = await streamChat(caller, ask("long", { session_id: "busy" }));
  await stream.chunks(10);
  assert.equal(at((await settle(caller, "busy")).json, "charged"), "0.00");
  stage.upstream.release("go on");
  await stream.end();
  const session = await read(caller, "sessions/busy");
  assert.deepEqual([at(session.json, "opening"), at(session.json, "charged")], [2, "0.0006"]);
});

test("a session that lies idle is settled by itself", async () => {
  hasty.upstream.script("say-11", answer(words(11)));
  const { caller } = await hasty.enter();
  await callIn(caller, 11, "idle");
  let status: unknown = "open";
  const look = setInterval(() => {
    void read(caller, "sessions/idle").then(({ json }) => {
      status = at(json, "status");
    });
  }, 100);
  await until(() => status === "settled", "the idle session to be settled", 10_000);
  clearInterval(look);
});

test("CSV has the same numbers as JSON, page by page", async () => {
  const { caller } = await stage.enter();
  for (const count of [1, 5, 7, 11, 13]) {
    await callIn(caller, count, `session, "${count}"`);
    await settle(caller, `session, "${count}"`);
  }
  await callIn(caller, 13);
  await callIn(caller, 1, "=1+1");
  await settle(caller, "=1+1");

  const lines: unknown[] = [];
  let summary: unknown = null;
  for (let after = ""; ; ) {
    const page = await read(caller, `statements?cycle=${thisMonth}&limit=3${after}`);
    summary = page.json;
    lines.push(...listAt(page.json, "data"));
    if (at(page.json, "next") === null) break;
    after = `&after=${textAt(page.json, "next")}`;
  }
  assert.equal(lines.length, 7);
  assertArithmetic(summary);
  assert.equal(
    sum(lines.map((line) => dollars(at(line, "charged")))),
    dollars(at(summary, "charged")),
  );

  const csv = await read(caller, `statements?cycle=${thisMonth}&format=csv`);
  assert.match(csv.headers["content-type"] ?? "", /^text\/csv/);
  const accepted = await read(caller, `statements?cycle=${thisMonth}`, {
    headers: { accept: "text/csv" },
  });
  assert.equal(accepted.text, csv.text);
  const [header, ...rows] = parseCsv(csv.text);
  const told = rows.map((row) =>
    Object.fromEntries((header ?? []).map((name, i) => [name, row[i]])),
  );
  const tableLines = told.filter(({ kind }) => kind === "line");
  const names = [
    "id",
    "session_id",
    "call_id",
    "calls",
    "charged",
    "mills",
    "carried",
    "settled_at",
  ];
  assert.deepEqual(
    tableLines.map((row) => names.map((name) => row[name])),
    lines.map((line) => names.map((name) => cellOf(at(line, name)))),
  );
  const settledRow = told.find(({ kind }) => kind === "settled");
  assert.equal(settledRow?.["charged"], at(summary, "charged"));
  assert.equal(settledRow?.["mills"], String(at(summary, "mills")));
  assert.equal(
    told.find(({ kind }) => kind === "carry_out")?.["carried"],
    at(summary, "carry_out"),
  );

  const cycles = await read(caller, "statements");
  const [cycle] = listAt(cycles.json, "data");
  const [, cycleRow] = parseCsv((await read(caller, "statements?format=csv")).text);
  assert.deepEqual(
    cycleRow?.slice(1),
    ["cycle", "status", "lines", "carry_in", "charged", "mills", "settled", "carry_out"].map(
      (name) => String(at(cycle, name)),
    ),
  );
});

test("a cycle that does not exist is refused with its reason", async () => {
  const { caller } = await stage.enter();
  const wrong: readonly (readonly [string, RegExp])[] = [
    ["2026-13", /must be a month/],
    ["2026-00", /must be a month/],
    ["november", /must be a month/],
    ["2026-11-01", /must be a month/],
    ["9999-12", /has not begun/],
    ["1999-12", /before the account was opened/],
  ];
  for (const [cycle, reason] of wrong) {
    const reply = await read(caller, `statements?cycle=${cycle}`);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "invalid_request");
    assert.equal(at(reply.json, "error.param"), "cycle");
    assert.match(textAt(reply.json, "error.message"), reason);
  }
  for (const query of ["cycel=2026-11", "limit=0", "limit=x", "format=pdf", "format=csv&limit=2"]) {
    const reply = await read(caller, `statements?${query}`);
    assert.equal(reply.status, 400, `${query}: ${reply.text}`);
  }
  const quiet = await read(caller, `statements?cycle=${thisMonth}`);
  assert.equal(at(quiet.json, "lines"), 0);
  assert.equal(at(quiet.json, "settled"), "0.00");
});

test("nobody sees or settles another account's sessions; operators see all", async () => {
  const { caller, accountId } = await stage.enter();
  const { caller: stranger, accountId: strange } = await stage.enter();
  await callIn(caller, 13, "mine");
  assert.equal((await read(stranger, "sessions/mine")).status, 404);
  assert.equal((await settle(stranger, "mine")).status, 404);
  assert.equal((await settle(caller, "never used")).status, 404);

  const seen = await stage.operator.call(`/sessions/mine?account_id=${accountId}`);
  assert.equal(at(seen.json, "charged"), "0.00078", seen.text);
  assert.equal((await stage.operator.call(`/sessions/mine?account_id=${strange}`)).status, 404);
  const settled = await stage.operator.call("/sessions/mine/settle", { account_id: accountId });
  assert.equal(at(settled.json, "status"), "settled", settled.text);
  const list = await stage.operator.call(`/sessions?account_id=${accountId}&status=settled`);
  assert.deepEqual(
    listAt(list.json, "data").map((one) => at(one, "id")),
    ["mine"],
  );
  const own = await read(caller, `statements?cycle=${thisMonth}`);
  const path = `/statements?account_id=${accountId}&cycle=${thisMonth}`;
  assert.deepEqual((await stage.operator.call(path)).json, own.json);
  assert.equal((await stage.operator.call("/statements?account_id=nobody")).status, 404);
  assert.equal((await stage.operator.call("/statements")).status, 400);
});

/** A cell as the table has it: what a spreadsheet would take for a formula is made text. */
function cellOf(value: unknown): string {
  const text = value === null ? "" : String(value);
  return text.startsWith("=") ? `'${text}` : text;
}

/** Reads CSV by its own rules (RFC 4180). */
function parseCsv(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
}
