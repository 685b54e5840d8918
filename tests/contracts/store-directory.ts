import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Account, Key, Project } from "../../src/core/access/account.ts";
import { parseRate, type Rate, rate } from "../../src/core/money/rate.ts";
import type { PriceVersion } from "../../src/core/pricing/price.ts";
import type { Directory } from "../../src/ports/store.ts";
import { freshId, money } from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of accounts, projects, keys, settings and published prices. */
export function storeDirectoryContract(stage: StoreStage): void {
  describe("the directory", () => {
    rows(stage);
    keys(stage);
  });
  describe("the price archive", () => prices(stage));
}

function accountOf(terms: Partial<Account> = {}): Account {
  return {
    id: freshId("account"),
    name: "Ada ☂",
    rpm: 600,
    concurrency: 64,
    priceList: null,
    createdAt: 1_000,
    ...terms,
  };
}

/** An account with a project of its own. */
export async function createProject(directory: Directory): Promise<Project> {
  const account = accountOf();
  const project = { id: freshId("project"), accountId: account.id, name: "main", createdAt: 2_000 };
  await directory.createAccount(account);
  await directory.createProject(project);
  return project;
}

export function keyOf(project: Project, terms: Partial<Key> = {}): Key {
  return {
    id: freshId("key"),
    projectId: project.id,
    accountId: project.accountId,
    name: "laptop",
    secretHash: freshId("secret"),
    hint: "…abcd",
    models: null,
    outputTokensMax: null,
    spendLimit: null,
    expiresAt: null,
    disabled: false,
    createdAt: 3_000,
    ...terms,
  };
}

function rows(stage: StoreStage): void {
  test("what was created is found, and cannot be created again", async () => {
    const { directory } = stage.store();
    const account = accountOf({ priceList: "provider" });
    await directory.createAccount(account);
    assert.deepEqual(await directory.account(account.id), account);
    await assert.rejects(directory.createAccount({ ...account, name: "other" }), /exists already/);
    assert.deepEqual(await directory.account(account.id), account);
    assert.equal(await directory.account("nobody"), null);
  });

  test("of two that create the same at once, one is told so", async () => {
    const { directory } = stage.store();
    const account = accountOf();
    const other = { ...account, name: "second" };
    const answers = await Promise.allSettled([
      directory.createAccount(account),
      directory.createAccount(other),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
    assert.deepEqual(await directory.account(account.id), account);
  });

  test("an account changes as a whole, and only if it exists", async () => {
    const { directory } = stage.store();
    const account = accountOf();
    await directory.createAccount(account);
    const changed = { ...account, name: "Grace", rpm: 5, priceList: "flat" };
    await directory.updateAccount(changed);
    assert.deepEqual(await directory.account(account.id), changed);
    await assert.rejects(directory.updateAccount(accountOf()), /does not exist/);
  });

  test("lists come oldest first, in pages", async () => {
    const { directory } = stage.store();
    const project = await createProject(directory);
    const second = { ...project, id: freshId("project"), name: "second" };
    await directory.createProject(second);
    const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
    const { accountId } = project;
    assert.deepEqual(ids(await directory.projects(accountId, null, 10)), [project.id, second.id]);
    assert.deepEqual(ids(await directory.projects(accountId, project.id, 10)), [second.id]);
    assert.deepEqual(ids(await directory.projects(accountId, null, 1)), [project.id]);
    assert.deepEqual(ids(await directory.projects(accountId, second.id, 10)), []);
    const accounts = [accountOf(), accountOf(), accountOf()];
    for (const account of accounts) await directory.createAccount(account);
    const page = await directory.accounts(accountId, 3);
    assert.deepEqual(ids(page), ids(accounts));
    assert.ok((await directory.accounts(null, 1_000)).length >= 4);
  });

  test("a project belongs to an account that exists", async () => {
    const { directory } = stage.store();
    const project = { id: freshId("project"), accountId: "nobody", name: "main", createdAt: 1 };
    await assert.rejects(directory.createProject(project), /does not exist/);
    assert.equal(await directory.project(project.id), null);
  });

  test("a setting is kept once, whoever comes second", async () => {
    const { directory } = stage.store();
    const name = freshId("setting");
    assert.equal(await directory.setting(name), null);
    const answers = await Promise.all([
      directory.keepSetting(name, "first"),
      directory.keepSetting(name, "second"),
    ]);
    assert.equal(answers[0], answers[1]);
    assert.equal(await directory.setting(name), answers[0]);
    assert.equal(await directory.keepSetting(name, "third"), answers[0]);
  });
}

function keys(stage: StoreStage): void {
  test("a key is found by its secret on the very next call after each change", async () => {
    const { directory } = stage.store();
    const project = await createProject(directory);
    const spendLimit = { amount: money(7_500_000_000_000n), period: "week" } as const;
    const terms = { models: ["a", "b"], outputTokensMax: 9, expiresAt: 8_000, spendLimit };
    const key = keyOf(project, terms);
    await directory.createKey(key);
    assert.deepEqual(await directory.keyBySecretHash(key.secretHash), key);
    const disabled = { ...key, disabled: true, models: [], spendLimit: null };
    await directory.updateKey(disabled);
    assert.deepEqual(await directory.keyBySecretHash(key.secretHash), disabled);
    const rotated = { ...key, secretHash: freshId("secret"), hint: "…wxyz" };
    await directory.updateKey(rotated);
    assert.equal(await directory.keyBySecretHash(key.secretHash), null);
    assert.deepEqual(await directory.keyBySecretHash(rotated.secretHash), rotated);
    await directory.deleteKey(key.id);
    assert.equal(await directory.keyBySecretHash(rotated.secretHash), null);
    assert.equal(await directory.key(key.id), null);
    await assert.rejects(directory.updateKey(rotated), /does not exist/);
  });

  test("two keys never share a secret, and a key belongs where it says", async () => {
    const { directory } = stage.store();
    const [project, other] = [await createProject(directory), await createProject(directory)];
    const key = keyOf(project);
    await directory.createKey(key);
    const twin = keyOf(project, { secretHash: key.secretHash });
    await assert.rejects(directory.createKey(twin), /already has this secret/);
    const stray = keyOf(project, { accountId: other.accountId });
    await assert.rejects(directory.createKey(stray), /does not belong/);
    const homeless = keyOf({ ...project, id: "nowhere" });
    await assert.rejects(directory.createKey(homeless), /does not exist/);
    const page = { after: null, limit: 10 };
    const { id: projectId, accountId } = project;
    assert.deepEqual(await directory.keys({ projectId, accountId: null }, page), [key]);
    assert.deepEqual(await directory.keys({ projectId: null, accountId }, page), [key]);
    const foreign = { projectId, accountId: other.accountId };
    assert.deepEqual(await directory.keys(foreign, page), []);
  });

  test("a list goes on after a key that was deleted meanwhile", async () => {
    const { directory } = stage.store();
    const project = await createProject(directory);
    const three = [keyOf(project), keyOf(project), keyOf(project)] as const;
    for (const key of three) await directory.createKey(key);
    await directory.deleteKey(three[1].id);
    const of = { projectId: project.id, accountId: null };
    const all = { projectId: null, accountId: null };
    const [first, second, third] = three;
    assert.deepEqual(await directory.keys(of, { after: second.id, limit: 10 }), [third]);
    assert.deepEqual(await directory.keys(all, { after: first.id, limit: 1 }), [third]);
  });
}

function prices(stage: StoreStage): void {
  test("a version is published once and kept exactly", async () => {
    const { prices: archive } = stage.store();
    const version = versionOf(freshId("version"));
    await archive.publish(version);
    const found = (await archive.all()).find(({ id }) => id === version.id);
    assert.deepEqual(found, version);
    await assert.rejects(archive.publish({ ...version, source: "another" }), /never edited/);
  });
}

export function versionOf(id: string): PriceVersion {
  const text = parsed("0.50");
  const free = rate(0n);
  return {
    id,
    list: "flat",
    model: "model-1",
    effectiveFrom: 1_700_000_000_000,
    price: {
      input: { text, image: parsed("0.000001"), cached: free, audio: parsed("999999999.999999") },
      output: { text: parsed("60"), image: text, reasoning: free },
    },
    source: "a page",
    confidence: "own",
  };
}

function parsed(dollars: string): Rate {
  const found = parseRate(dollars);
  assert.ok(found !== null);
  return found;
}
