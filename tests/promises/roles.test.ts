import assert from "node:assert/strict";
import { test } from "node:test";
import { startGateway } from "../doubles/gateway.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { operate } from "../doubles/operator.ts";
import { until } from "../doubles/scripted-upstream.ts";

const gateway = await startGateway({ environment: { FAREBOX_LOG: "info" } });
test.after(() => gateway.close());
const operator = operate(gateway);

interface Made {
  readonly id: string;
  readonly token: string;
}

async function makeOperator(role: string): Promise<Made> {
  const reply = await operator.call("/operators", { name: `a ${role}`, role });
  assert.equal(reply.status, 201, reply.text);
  return { id: textAt(reply.json, "id"), token: textAt(reply.json, "token") };
}

/** Calls the admin API as somebody else than the admin token's owner. */
function callAs(token: string, path: string, more: { method?: string; body?: unknown } = {}) {
  return send({ url: `${gateway.url()}/admin/v1${path}`, token, ...more });
}

/** `METHOD /path` of every endpoint of the admin API, from what the gateway says of itself. */
async function endpoints(): Promise<readonly (readonly [string, string])[]> {
  const { json } = await send({ url: `${gateway.url()}/openapi.json` });
  const paths = Object.entries(at(json, "paths") ?? {});
  return paths
    .filter(([path]) => path.startsWith("/admin/v1/"))
    .flatMap(([path, operations]) =>
      Object.keys(operations).map((method): [string, string] => {
        const place = path.slice("/admin/v1".length).replaceAll("{id}", "nobody");
        return [method.toUpperCase(), place];
      }),
    );
}

/** What billing may write; everything else that writes is an owner's. */
const billingWrites = [/^POST \/accounts\/\S+\/(topups|adjustments)$/, /\/alerts/, /\/settle$/];

/** Asked with a body, and yet nothing is written. */
const readings = ["POST /plan", "POST /prices/draft"];

for (const role of ["owner", "billing", "viewer"]) {
  test(`${role}: every endpoint lets in whom it should, and a foreign write is 403`, async () => {
    const { token } = await makeOperator(role);
    const all = await endpoints();
    assert(all.length > 20, "the admin API is described");
    for (const [method, path] of all) {
      const name = `${method} ${path}`;
      const billing = role === "billing" && billingWrites.some((one) => one.test(name));
      const reads = method === "GET" || readings.includes(name);
      const may = reads || role === "owner" || billing;
      const reply = await callAs(token, path, {
        method,
        ...(method === "GET" ? {} : { body: {} }),
      });
      assert.equal(reply.status !== 403, may, `${name}: ${reply.text}`);
      if (may) continue;
      assert.equal(reply.code, "forbidden", name);
      assert.match(textAt(reply.json, "error.message"), new RegExp(`role ${role}`), name);
      assert.equal(at(reply.json, "error.metadata.role"), role);
      assert.equal(reply.headers["x-should-retry"], "false");
    }
  });
}

test("billing tops up and adjusts; a viewer sees both and books neither", async () => {
  const [billing, viewer] = [await makeOperator("billing"), await makeOperator("viewer")];
  const { accountId } = await operator.customer({ balance: "0" });
  const path = `/accounts/${accountId}/topups`;
  const body = { amount: "2.00", reference: "a payment" };
  assert.equal((await callAs(viewer.token, path, { body })).status, 403);
  assert.equal((await callAs(billing.token, path, { body })).status, 201);
  const seen = await callAs(viewer.token, `/accounts/${accountId}`);
  assert.equal(at(seen.json, "balance.posted"), "2.00");
  const key = { body: { name: "more" }, method: "PATCH" };
  assert.equal((await callAs(billing.token, `/accounts/${accountId}`, key)).status, 403);
});

test("a token is shown once, and who was deleted is 401 on the very next call", async () => {
  const { id, token } = await makeOperator("viewer");
  assert.match(token, /^adm-/);
  const shown = await operator.call(`/operators/${id}`);
  assert.equal(shown.status, 200);
  assert(!shown.text.includes(token), "reading an operator does not tell the token");
  const list = await operator.call("/operators");
  assert(listAt(list.json, "data").some((one) => at(one, "id") === id));
  assert.equal((await callAs(token, "/accounts")).status, 200);
  const gone = await operator.call(`/operators/${id}`, undefined, "DELETE");
  assert.equal(gone.status, 200, gone.text);
  const refused = await callAs(token, "/accounts");
  assert.equal(refused.status, 401);
  assert.equal(refused.code, "invalid_api_key");
  assert.equal((await operator.call(`/operators/${id}`)).status, 404);
});

test("everybody can ask who they are", async () => {
  const { id, token } = await makeOperator("billing");
  const me = await callAs(token, "/operators/me");
  assert.deepEqual([at(me.json, "id"), at(me.json, "role")], [id, "billing"]);
  assert.equal(at((await operator.call("/operators/me")).json, "role"), "owner");
});

test("roles hold after a restart", async () => {
  const { token } = await makeOperator("viewer");
  await gateway.kill9();
  await gateway.restart();
  assert.equal((await callAs(token, "/accounts")).status, 200);
  assert.equal((await callAs(token, "/accounts", { body: { name: "x" } })).status, 403);
});

test("an unknown role is refused with those that exist", async () => {
  for (const role of ["admin", "Owner", "", null, undefined]) {
    const reply = await operator.call("/operators", { name: "somebody", role });
    assert.equal(reply.status, 400, reply.text);
    assert.equal(at(reply.json, "error.param"), "role");
  }
  const unknown = await operator.call("/operators", { name: "somebody", role: "admin" });
  assert.match(textAt(unknown.json, "error.message"), /"owner" or "billing" or "viewer"/);
});

test("a key of a customer is no operator, nor is an operator's token a key", async () => {
  const customer = await operator.customer();
  assert.equal((await callAs(customer.secret, "/accounts")).status, 401);
  const { token } = await makeOperator("owner");
  const reply: Reply = await send({ url: `${gateway.url()}/v1/balance`, token });
  assert.equal(reply.status, 401);
});

test("every write is in the log with its operator, and no token ever is", async () => {
  const { id, token } = await makeOperator("owner");
  const made = await callAs(token, "/accounts", { body: { name: "a logged account" } });
  const path = `/admin/v1/accounts/${textAt(made.json, "id")}`;
  await callAs(token, path.slice("/admin/v1".length), { method: "PATCH", body: { rpm: 7 } });
  const lines = () =>
    gateway
      .output()
      .split("\n")
      .filter((line) => line.includes(id) && line.startsWith("{"));
  await until(() => lines().length >= 2, "both lines of the log", 5_000);
  const [first, second] = lines().map((line): unknown => JSON.parse(line));
  assert.deepEqual([at(first, "method"), at(first, "status")], ["POST", 201]);
  assert.deepEqual([at(second, "method"), at(second, "path")], ["PATCH", path]);
  assert(!gateway.output().includes(token), "a token is never logged");
});
