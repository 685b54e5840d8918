import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { bufferedChat } from "../doubles/chat-client.ts";
import { type Ran, runCommand } from "../doubles/command.ts";
import { at, listAt, parseOrNull, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const stage = await openStage();
stage.upstream.script("twelve", answer(words(12)));
const { adminToken } = stage.gateway;
const environment = { FAREBOX_URL: stage.gateway.url(), FAREBOX_ADMIN_TOKEN: adminToken };

/** Runs a command against the stage's gateway; it has to succeed. */
async function farebox(...given: readonly string[]): Promise<Ran> {
  const ran = await runCommand(given, environment);
  assert.equal(ran.exitCode, 0, `${given.join(" ")}: ${ran.errors}`);
  return ran;
}

/** The same with `--json`, parsed. */
async function fareboxJson(...given: readonly string[]): Promise<unknown> {
  const { output } = await farebox(...given, "--json");
  const json = parseOrNull(output);
  assert(json !== null, output);
  return json;
}

/** The line of a table that has this text. */
function lineWith(output: string, part: string): string {
  const found = output.split("\n").find((line) => line.includes(part));
  assert(found !== undefined, `${part} in:\n${output}`);
  return found;
}

test("an operator makes an account, a project and a key, and sees the money go", async () => {
  const account = await fareboxJson("accounts", "create", "--name", "acme", "--rpm", "100");
  const accountId = textAt(account, "id");
  const paid = await farebox("topup", accountId, "5.00", "--reference", "invoice-1");
  assert.match(lineWith(paid.output, "available"), / 5\.00$/);
  const project = await fareboxJson("projects", "create", "--account", accountId, "--name", "web");
  const terms = ["--models", "words", "--output-tokens-max", "100", "--spend-limit", "2.50/day"];
  const made = ["--project", textAt(project, "id"), "--name", "k", "--expires", "2099-01-31"];
  const key = await fareboxJson("keys", "create", ...made, ...terms);
  assert.deepEqual(at(key, "models"), ["words"]);
  assert.equal(at(key, "spend_limit.amount"), "2.50");
  assert.equal(at(key, "spend_limit.period"), "day");
  assert.equal(at(key, "expires_at"), "2099-01-31T00:00:00.000Z");

  const caller = { url: stage.gateway.url(), secret: textAt(key, "secret") };
  const body = ask("twelve", { max_tokens: 12 });
  assert.equal((await bufferedChat(caller, body)).status, 200);
  // Twelve tokens at $60.00 per million.
  const listed = await farebox("accounts", "list", "--limit", "1000");
  assert.match(lineWith(listed.output, accountId), /^acct_\w+ +acme +4\.99928 +0\.00 +0\.00$/);
  const shown = await farebox("accounts", "show", accountId);
  assert.match(lineWith(shown.output, "posted"), /^ {2}posted +4\.99928$/);

  const usage = await farebox("usage", "--account", accountId, "--by", "model");
  assert.match(lineWith(usage.output, "words"), /^words +1 +\d+ +12 +0\.00072 +0\.00 +0\.00$/);
  assert.match(lineWith(usage.output, "all "), /^all +1 +\d+ +12 +0\.00072 +/);
  const csv = await farebox("usage", "--account", accountId, "--csv");
  assert.match(csv.output, /^model,calls,prompt_tokens/);

  const cycle = new Date().toISOString().slice(0, 7);
  const cycles = await farebox("statement", accountId);
  assert.match(lineWith(cycles.output, cycle), /open +1 +0\.00 +0\.00072 +0 +0\.00072$/);
  const statement = await farebox("statement", accountId, cycle);
  assert.match(lineWith(statement.output, "chatcmpl-"), / 1 +0\.00072 +0 +0\.00072$/);
  assert.match(lineWith(statement.output, "carried out"), / 0\.00072$/);
  const table = await farebox("statement", accountId, cycle, "--csv");
  assert.match(table.output, /^account_id,cycle,kind,/);
});

test("records are found by how they ended, and shown with all that is known", async () => {
  const { accountId, caller } = await stage.enter({ balance: "1.00" });
  const { json } = await bufferedChat(caller, ask("twelve", { max_tokens: 12 }));
  const id = textAt(json, "id");
  const none = await farebox("records", "--account", accountId, "--status", "cut");
  assert.equal(none.output.split("\n").length, 2, "only the titles");
  const found = await farebox("records", "--account", accountId, "--status", "completed");
  assert.match(lineWith(found.output, id), /completed +0\.00072 +words +chatcmpl-/);
  const shown = await farebox("records", "show", id);
  assert.match(lineWith(shown.output, "completion tokens "), / 12$/);
  assert.match(lineWith(shown.output, "cost "), / 0\.00072$/);
  const api = await stage.operator.call(`/calls/${id}`);
  const raw = await farebox("records", "show", id, "--json");
  assert.equal(raw.output, `${api.text}\n`, "--json is what the API answers, to the byte");
});

test("a price is published and listed, and tiny amounts keep all their digits", async () => {
  const tiny = ["--input", "0.00", "--output", "text=0.000007,image=1.00"];
  const terms = ["--list", "mine", "--model", "words", "--source", "a test", ...tiny];
  await farebox("prices", "publish", ...terms);
  const listed = await farebox("prices", "list", "--model", "words", "--list", "mine");
  assert.match(lineWith(listed.output, "words"), / 0\.00 +0\.000007 +1\.00 +yes$/);
  await farebox("prices", "publish", ...terms, "--from", "2098-01-01");
  const both = await farebox("prices", "list", "--list", "mine");
  assert.match(lineWith(both.output, "2098-01-01"), / no$/);
  const past = ["prices", "publish", ...terms, "--from", "2001-01-01"];
  assert.equal((await runCommand(past, environment)).exitCode, 1);

  const tinyModel = await stage.enter({ balance: "1.00" });
  await farebox("accounts", "update", tinyModel.accountId, "--price-list", "mine");
  stage.upstream.script("one", answer(words(1)));
  const { json } = await bufferedChat(tinyModel.caller, ask("one", { max_tokens: 1 }));
  const shown = await farebox("records", "show", textAt(json, "id"));
  assert.doesNotMatch(shown.output, /\de-\d/, "never in exponent form");
});

test("a balance is corrected, downwards too, and beyond it only where that is said", async () => {
  const { accountId } = await stage.enter({ balance: "1.00" });
  const reason = ["--reason", "chargeback", "--reference"];
  await farebox("adjust", accountId, "-0.25", ...reason, "cb-1");
  const again = await farebox("adjust", accountId, "-0.25", ...reason, "cb-1");
  assert.match(lineWith(again.output, "repeated"), /yes$/);
  const refused = await runCommand(["adjust", accountId, "-2.00", ...reason, "cb-2"], environment);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.errors, /^farebox: The adjustment takes more.*\(insufficient_balance\)\n$/);
  const owed = await farebox("adjust", accountId, "-2.00", "--allow-owed", ...reason, "cb-2");
  assert.match(lineWith(owed.output, "  owed"), / 1\.25$/);
});

test("keys are changed, given a new secret, shut out, let in and deleted", async () => {
  const { keyId, projectId, secret } = await stage.enter();
  await farebox("keys", "update", keyId, "--models", "words", "--spend-limit", "1.00/total");
  const listed = await farebox("keys", "list", "--project", projectId);
  assert.match(lineWith(listed.output, keyId), /words +1\.00\/total +enabled$/);
  await farebox("keys", "update", keyId, "--models", "all", "--spend-limit", "none");
  await farebox("keys", "update", keyId, "--output-tokens-max", "none", "--expires", "never");
  const key = await fareboxJson("keys", "show", keyId);
  assert.deepEqual([at(key, "models"), at(key, "spend_limit")], [null, null]);
  const rotated = await fareboxJson("keys", "rotate", keyId);
  assert.notEqual(textAt(rotated, "secret"), secret);
  assert.match((await farebox("keys", "disable", keyId)).output, /disabled +yes/);
  assert.match((await farebox("keys", "enable", keyId)).output, /disabled +no/);
  assert.match((await farebox("keys", "delete", keyId)).output, /deleted +yes/);
  const gone = await runCommand(["keys", "show", keyId], environment);
  assert.deepEqual([gone.exitCode, gone.output], [1, ""]);
});

test("accounts and projects are listed page by page, and changed", async () => {
  const { accountId, projectId } = await stage.enter();
  await farebox("accounts", "update", accountId, "--name", "renamed", "--concurrency", "3");
  const account = await fareboxJson("accounts", "show", accountId);
  assert.deepEqual([at(account, "name"), at(account, "concurrency")], ["renamed", 3]);
  const projects = await farebox("projects", "list", "--account", accountId);
  assert.match(lineWith(projects.output, projectId), /a project/);
  assert.match((await farebox("projects", "show", projectId)).output, /account id/);
  const first = await farebox("accounts", "list", "--limit", "1");
  const [, after = ""] = /^more: add --after (\S+)\n$/.exec(first.errors) ?? [];
  const second = await fareboxJson("accounts", "list", "--limit", "1", "--after", after);
  assert.notEqual(at(second, "data.0.id"), after);
});

test("what is wrongly used ends with 2, tries nothing, and says how to use it", async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["topup", "acct_1", "5.0000000000001", "--reference", "r"], /at most twelve decimals/],
    [["topup", "acct_1", "5.00"], /--reference/],
    [["accounts", "crate"], /unknown command/],
    [["accounts", "create", "--name", "a", "--rpm", "many"], /whole number from 1/],
    [["keys", "create", "--project", "p", "--name", "k", "--spend-limit", "5/year"], /5\.00\/day/],
    [["usage", "--by", "colour"], /day, model, key/],
    [["statement", "acct_1", "November"], /2026-11/],
  ];
  const unreachable = { FAREBOX_URL: "http://127.0.0.1:1", FAREBOX_ADMIN_TOKEN: adminToken };
  for (const [given, told] of wrong) {
    const ran = await runCommand(given, unreachable);
    assert.equal(ran.exitCode, 2, `${given.join(" ")}: ${ran.errors}`);
    assert.match(ran.errors, told);
    assert.match(ran.errors, /--help/);
    assert.equal(ran.output, "");
  }
});

test("a gateway that can't be used is one sentence and exit code 1", async () => {
  const stranger = createServer((_request, response) => response.end("hello"));
  stranger.listen(0, "127.0.0.1");
  await new Promise((resolve) => stranger.once("listening", resolve));
  after(() => stranger.close());
  const strange = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ ...environment, FAREBOX_URL: "http://127.0.0.1:1" }, /no gateway answers at/],
    [{ ...environment, FAREBOX_URL: "nowhere" }, /no address of a gateway/],
    [{ ...environment, FAREBOX_ADMIN_TOKEN: "another-token-than-that" }, /does not know this/],
    [{ FAREBOX_URL: environment.FAREBOX_URL }, /no admin token: set FAREBOX_ADMIN_TOKEN/],
    [{ ...environment, FAREBOX_URL: strange }, /is no Farebox gateway/],
  ];
  for (const [given, told] of cases) {
    const ran = await runCommand(["accounts", "list"], given);
    assert.deepEqual([ran.exitCode, ran.output], [1, ""]);
    assert.match(ran.errors, told);
    assert.match(ran.errors, /^farebox: [^\n]+\n$/);
  }
});

test("address and token come from options too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "farebox-token-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "token");
  writeFileSync(file, `${adminToken}\n`);
  const options = ["--url", `${stage.gateway.url()}/`, "--token-file", file];
  const ran = await runCommand(["accounts", "list", ...options]);
  assert.equal(ran.exitCode, 0, ran.errors);
  const missing = await runCommand(["accounts", "list", "--token-file", join(folder, "none")]);
  assert.match(missing.errors, /can't be read \(ENOENT\)/);
});

test("prices diff needs no gateway, and marks what is sold below its cost", async () => {
  const ran = await runCommand(["prices", "diff"]);
  assert.equal(ran.exitCode, 0, ran.errors);
  assert.match(ran.output, /image-preview +output text +60\.00 +3\.00 +20\.00\n/);
  assert.match(ran.output, /haiku +input text +0\.25 +0\.80 +0\.31 {2}below cost\n/);
  const { output } = await runCommand(["prices", "diff", "--json"]);
  const rows = listAt(parseOrNull(output), "data");
  for (const row of rows) {
    const [flat, cost] = [Number(at(row, "flat")), Number(at(row, "provider"))];
    assert.equal(at(row, "below_cost"), flat < cost, JSON.stringify(row));
  }
});

test("every command's help fits 80 columns and teaches by examples", async () => {
  const root = await runCommand(["--help"]);
  const names = [...root.output.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name = ""]) => name);
  const commands = names.filter((name) => name !== "help");
  assert(commands.length >= 13, commands.join(", "));
  for (const name of commands) {
    const { exitCode, output } = await runCommand([name, "--help"]);
    assert.equal(exitCode, 0, name);
    if (name !== "demo") assert.match(output, /^Examples?:\n {2}\$ farebox /m, name);
    for (const line of output.split("\n")) assert([...line].length <= 80, line);
  }
  for (const line of root.output.split("\n")) assert([...line].length <= 80, line);
});
