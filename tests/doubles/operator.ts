import assert from "node:assert/strict";
import { minus, type Picodollars, picodollars, plus } from "../../src/core/money/picodollars.ts";
import type { Caller } from "./chat-client.ts";
import { dollars } from "./dollars.ts";
import type { Gateway } from "./gateway.ts";
import { type Reply, send } from "./http-client.ts";
import { at, listAt, textAt } from "./json.ts";

/** A paying account with a project and a key, made for one test. */
export interface Customer {
  readonly accountId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly secret: string;
}

export interface CustomerTerms {
  readonly balance?: string;
  readonly rpm?: number;
  readonly concurrency?: number;
  readonly key?: Readonly<Record<string, unknown>>;
}

export interface Balances {
  readonly posted: Picodollars;
  readonly held: Picodollars;
  readonly available: Picodollars;
}

/** The admin API, as the operator of a test uses it. */
export interface Operator {
  call(path: string, body?: unknown, method?: string): Promise<Reply>;
  /** Creates account, project, key, and tops up; plenty of requests unless told otherwise. */
  customer(terms?: CustomerTerms): Promise<Customer>;
  createKey(projectId: string, terms?: Readonly<Record<string, unknown>>): Promise<Reply>;
  topUp(accountId: string, amount: string, reference: string): Promise<Reply>;
  balance(accountId: string): Promise<Balances>;
  /** The account's whole journal, oldest first. */
  entries(accountId: string): Promise<readonly unknown[]>;
  /** The account's open holds. */
  openHolds(accountId: string): Promise<readonly unknown[]>;
  /** Asserts that the books are clean, and answers the report. */
  cleanAudit(): Promise<unknown>;
  caller(customer: Customer): Caller;
}

export function operate(gateway: Gateway): Operator {
  const call = (path: string, body?: unknown, method?: string) =>
    send({
      url: `${gateway.url()}/admin/v1${path}`,
      token: gateway.adminToken,
      ...(body === undefined ? {} : { body }),
      ...(method === undefined ? {} : { method }),
    });
  const operator: Operator = {
    call,
    customer: (terms = {}) => createCustomer(operator, terms),
    createKey: (projectId, terms = {}) =>
      call("/keys", { project_id: projectId, name: "a key", ...terms }),
    topUp: (accountId, amount, reference) =>
      call(`/accounts/${accountId}/topups`, { amount, reference }),
    balance: (accountId) => readBalance(operator, accountId),
    entries: (accountId) => readEntries(operator, accountId),
    openHolds: (accountId) => readOpenHolds(operator, accountId),
    cleanAudit: () => readCleanAudit(operator),
    caller: (customer) => ({ url: gateway.url(), secret: customer.secret }),
  };
  return operator;
}

async function createCustomer(operator: Operator, terms: CustomerTerms): Promise<Customer> {
  const account = await created(
    operator.call("/accounts", {
      name: "a customer",
      rpm: terms.rpm ?? 1_000_000,
      concurrency: terms.concurrency ?? 1_000,
    }),
  );
  const accountId = textAt(account, "id");
  if (terms.balance !== "0") {
    await created(operator.topUp(accountId, terms.balance ?? "10.00", `first-${accountId}`));
  }
  const project = await created(
    operator.call("/projects", { account_id: accountId, name: "a project" }),
  );
  const projectId = textAt(project, "id");
  const key = await created(operator.createKey(projectId, terms.key));
  return { accountId, projectId, keyId: textAt(key, "id"), secret: textAt(key, "secret") };
}

async function created(answer: Promise<Reply>): Promise<unknown> {
  const { status, json, text } = await answer;
  assert.equal(status, 201, text);
  return json;
}

async function readBalance(operator: Operator, accountId: string): Promise<Balances> {
  const { status, json, text } = await operator.call(`/accounts/${accountId}`);
  assert.equal(status, 200, text);
  const posted = dollars(at(json, "balance.posted"));
  const held = dollars(at(json, "balance.held"));
  const available = dollars(at(json, "balance.available"));
  assert.equal(available, minus(posted, held), "posted less held is available");
  assert(available >= 0n && held >= 0n, `never negative: ${text}`);
  return { posted, held, available };
}

async function readEntries(operator: Operator, accountId: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let after: unknown = "";
  for (let page = 0; page < 10_000; page += 1) {
    const from = after === "" ? "" : `&after=${String(after)}`;
    const { status, json, text } = await operator.call(`/entries?account_id=${accountId}${from}`);
    assert.equal(status, 200, text);
    found.push(...listAt(json, "data"));
    after = at(json, "next");
    if (after === null || after === undefined) return found;
  }
  throw new Error("the journal's pages have no end");
}

async function readOpenHolds(operator: Operator, accountId: string): Promise<readonly unknown[]> {
  const { status, json, text } = await operator.call(`/holds?account_id=${accountId}`);
  assert.equal(status, 200, text);
  return listAt(json, "data").filter(
    (hold) => at(hold, "account_id") === accountId && at(hold, "state") === "open",
  );
}

async function readCleanAudit(operator: Operator): Promise<unknown> {
  const { status, json, text } = await operator.call("/audit");
  assert.equal(status, 200, text);
  assert.equal(at(json, "ok"), true, text);
  assert.deepEqual(at(json, "differences"), [], text);
  return json;
}

/** Folds a journal: every state between two entries must have had nothing below zero. */
export function foldEntries(entries: readonly unknown[]): Balances {
  let posted = picodollars(0n);
  let held = picodollars(0n);
  for (const entry of entries) {
    posted = plus(posted, dollars(at(entry, "posted")));
    held = plus(held, dollars(at(entry, "held")));
    assert(held >= 0n && posted - held >= 0n, `below zero after ${JSON.stringify(entry)}`);
  }
  return { posted, held, available: minus(posted, held) };
}
