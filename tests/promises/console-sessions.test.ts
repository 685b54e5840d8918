import assert from "node:assert/strict";
import { test } from "node:test";
import { startGateway } from "../doubles/gateway.ts";
import { type HttpCall, type Reply, send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { operate } from "../doubles/operator.ts";

const gateway = await startGateway({ environment: { FAREBOX_LOG: "info" } });
test.after(() => gateway.close());
const operator = operate(gateway);
const password = "correct horse battery staple";

/** A browser that is signed in: its cookie, and the token of its page. */
interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  readonly reply: Reply;
}

function browserOf(reply: Reply): Browser {
  assert.equal(reply.status, 200, reply.text);
  const cookie = reply.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  return { cookie, csrf: textAt(reply.json, "csrf_token"), reply };
}

function visit(path: string, browser: Browser, more: Omit<HttpCall, "url"> = {}): Promise<Reply> {
  const headers = { cookie: browser.cookie, "x-farebox-csrf": browser.csrf, ...more.headers };
  return send({ url: gateway.url() + path, ...more, headers });
}

function signIn(body: unknown): Promise<Reply> {
  return send({ url: `${gateway.url()}/console/v1/session`, body });
}

async function invite(accountId: string, role: string, name: string) {
  const email = `${name}@example.com`;
  const body = { account_id: accountId, email, name, role };
  const made = await operator.call("/members", body);
  assert.equal(made.status, 201, made.text);
  return { id: textAt(made.json, "id"), email, invitation: textAt(made.json, "invitation") };
}

async function join(accountId: string, role: string, name: string): Promise<Browser> {
  const { invitation } = await invite(accountId, role, name);
  const url = `${gateway.url()}/console/v1/invitation`;
  return browserOf(await send({ url, body: { invitation, password } }));
}

test("an operator exchanges the token for a cookie that no script can read", async () => {
  const reply = await signIn({ token: gateway.adminToken });
  const browser = browserOf(reply);
  const cookie = reply.headers["set-cookie"]?.[0] ?? "";
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  assert.equal(reply.text.includes(gateway.adminToken), false);
  const session = await visit("/console/v1/session", browser);
  assert.equal(at(session.json, "kind"), "operator");
  assert.equal(at(session.json, "role"), "owner");
  assert.equal((await visit("/admin/v1/accounts", browser)).status, 200);
});

test("a wrong token, a wrong password and a stranger are refused alike", async () => {
  const { accountId } = await operator.customer();
  await join(accountId, "owner", "known");
  for (const body of [
    { token: "admin-something" },
    { email: "known@example.com", password: "not the right password" },
    { email: "stranger@example.com", password },
  ]) {
    const reply = await signIn(body);
    assert.equal(reply.status, 401, reply.text);
    assert.equal(reply.headers["set-cookie"], undefined);
  }
  assert.equal((await signIn({ email: "known@example.com" })).status, 400);
});

test("an invitation is accepted once; its password signs in", async () => {
  const { accountId } = await operator.customer();
  const { invitation, email } = await invite(accountId, "billing", "ada");
  const url = `${gateway.url()}/console/v1/invitation`;
  const weak = await send({ url, body: { invitation, password: "short" } });
  assert.equal(weak.status, 400);
  assert.equal(at(weak.json, "error.param"), "password");
  const accepted = browserOf(await send({ url, body: { invitation, password } }));
  assert.equal(at(accepted.reply.json, "account_id"), accountId);
  assert.equal((await send({ url, body: { invitation, password } })).status, 404);
  const again = browserOf(await signIn({ email: email.toUpperCase(), password }));
  assert.equal(at(again.reply.json, "role"), "billing");
});

test("a write without the page's own token is refused, and one from another site too", async () => {
  const { accountId, projectId } = await operator.customer();
  const owner = await join(accountId, "owner", "grace");
  const body = { project_id: projectId, name: "made in a session" };
  const forged = await visit("/admin/v1/keys", owner, { body, headers: { "x-farebox-csrf": "x" } });
  assert.equal(forged.status, 403);
  assert.equal(forged.code, "forbidden");
  const headers = { origin: "https://elsewhere.example" };
  assert.equal((await visit("/admin/v1/keys", owner, { body, headers })).status, 403);
  const made = await visit("/admin/v1/keys", owner, { body });
  assert.equal(made.status, 201, made.text);
  assert.match(textAt(made.json, "secret"), /^sk-/);
});

test("a member sees the own account alone, and nothing of what providers charge", async () => {
  const [mine, other] = [await operator.customer(), await operator.customer()];
  const body = { model: "gemini-3.1-flash-image-preview", max_tokens: 5, messages: [] };
  const messages = [{ role: "user", content: "Say something." }];
  for (const { secret } of [mine, other]) {
    const url = `${gateway.url()}/v1/chat/completions`;
    assert.equal((await send({ url, token: secret, body: { ...body, messages } })).status, 200);
  }
  const member = await join(mine.accountId, "owner", "lin");
  for (const path of ["/calls", "/keys", "/projects", "/usage", "/entries", "/holds", "/alerts"]) {
    const own = await visit(`/admin/v1${path}`, member);
    assert.equal(own.status, 200, `${path}: ${own.text}`);
    assert.equal(own.text.includes(other.accountId), false, path);
    assert.doesNotMatch(own.text, /provider_cost|shortfall|"upstream"/, path);
    const foreign = await visit(`/admin/v1${path}?account_id=${other.accountId}`, member);
    assert.equal(foreign.status, 404, path);
  }
  const call = at((await operator.call(`/calls?account_id=${other.accountId}`)).json, "data.0.id");
  for (const path of [
    `/accounts/${other.accountId}`,
    `/projects/${other.projectId}`,
    `/keys/${other.keyId}`,
    `/calls/${call}`,
  ]) {
    assert.equal((await visit(`/admin/v1${path}`, member)).status, 404, path);
  }
  for (const path of ["/accounts", "/operators", "/prices", "/audit", "/drift"]) {
    assert.equal((await visit(`/admin/v1${path}`, member)).status, 403, path);
  }
  const made = { project_id: other.projectId, name: "a foreign key" };
  assert.equal((await visit("/admin/v1/keys", member, { body: made })).status, 404);
});

test("every endpoint that members may call is kept to their own account", async () => {
  const [mine, other] = [await operator.customer(), await operator.customer()];
  const member = await join(mine.accountId, "owner", "mary");
  const { json } = await send({ url: `${gateway.url()}/openapi.json` });
  // What ships is nobody's own; what the catalogue tells a member is looked at below.
  const paths = Object.entries(at(json, "paths") ?? {}).filter(
    ([path]) => path.startsWith("/admin/v1/") && !/^\/admin\/v1\/(models|workloads)/.test(path),
  );
  assert(paths.length > 20, "the admin API is described");
  for (const [path, operations] of paths) {
    for (const method of Object.keys(operations)) {
      const place = path.replaceAll("{id}", other.accountId);
      const query = method === "get" ? `?account_id=${other.accountId}` : "";
      const foreign = { account_id: other.accountId, project_id: other.projectId, name: "x" };
      const sent = method === "get" ? {} : { body: foreign };
      const reply = await visit(place + query, member, { method: method.toUpperCase(), ...sent });
      const name = `${method} ${path}: ${reply.text.slice(0, 200)}`;
      assert([400, 403, 404].includes(reply.status), name);
    }
  }
});

test("a member sees what models cost the account, and how fast they are, but no cost", async () => {
  const { accountId, secret } = await operator.customer();
  const member = await join(accountId, "viewer", "max");
  const body = { model: "gpt-4o-mini", max_tokens: 40, messages: [{ role: "user", content: "?" }] };
  const url = `${gateway.url()}/v1/chat/completions`;
  assert.equal((await send({ url, token: secret, body })).status, 200);
  for (const path of ["/admin/v1/models", "/admin/v1/models/gpt-4o-mini"]) {
    const seen = await visit(path, member);
    assert.equal(seen.status, 200, seen.text);
    assert.match(seen.text, /"ratio":"4"/);
    assert.doesNotMatch(seen.text, /provider_price|routes/);
  }
  const detailed = await visit("/admin/v1/models/gpt-4o-mini", member);
  assert.equal(at(detailed.json, "speed.calls"), 1);
  assert(Number(at(detailed.json, "speed.ttft_ms_p50")) > 0, detailed.text);
  assert.equal(at(detailed.json, "price_history.0.price.output.text"), "0.60");
  const operators = await operator.call("/models/gpt-4o-mini");
  assert.equal(at(operators.json, "provider_price.output.text"), "0.60");
});

test("whoever is signed in plans without a key, at the own account's prices alone", async () => {
  const terms = { list: "cheap", model: "gpt-4o", price: { input: "0.00", output: "1.00" } };
  const published = await operator.call("/prices", { ...terms, source: "a test" });
  assert.equal(published.status, 201, published.text);
  const [mine, other] = [await operator.customer(), await operator.customer()];
  const change = { price_list: "cheap" };
  await operator.call(`/accounts/${mine.accountId}`, change, "PATCH");
  const viewer = await join(mine.accountId, "viewer", "plan");
  const shipped = await visit("/admin/v1/workloads", viewer);
  assert.equal(listAt(shipped.json, "data").length, 5, shipped.text);
  const load = { calls_per_day: 1, prompt_tokens: 10, output_tokens: 1_000, models: ["gpt-4o"] };
  const mean = "models.0.cost.call.mean";
  const planned = await visit("/admin/v1/plan", viewer, { body: load });
  assert.equal(at(planned.json, mean), "0.001", planned.text);
  const foreign = `/admin/v1/plan?account_id=${other.accountId}`;
  assert.equal((await visit(foreign, viewer, { body: load })).status, 404);
  const operators = await operator.call("/plan", load);
  assert.equal(at(operators.json, mean), "0.010025", "at the gateway's own list");
  const wrong = await visit("/admin/v1/plan", viewer, { body: { ...load, output_tokens: -1 } });
  assert.equal(at(wrong.json, "error.param"), "output_tokens", wrong.text);
});

test("a viewer gets 403 on every write; billing sets alerts, and makes no key", async () => {
  const { accountId, projectId, keyId } = await operator.customer();
  const viewer = await join(accountId, "viewer", "vera");
  const billing = await join(accountId, "billing", "bill");
  const writes = [
    ["/admin/v1/keys", "POST", { project_id: projectId, name: "x" }],
    [`/admin/v1/keys/${keyId}`, "PATCH", { disabled: true }],
    [`/admin/v1/keys/${keyId}/rotate`, "POST", {}],
    [`/admin/v1/keys/${keyId}`, "DELETE", {}],
    ["/admin/v1/projects", "POST", { account_id: accountId, name: "x" }],
    [
      "/admin/v1/members",
      "POST",
      { account_id: accountId, email: "a@b", name: "x", role: "owner" },
    ],
    [`/admin/v1/accounts/${accountId}/topups`, "POST", { amount: "1.00", reference: "x" }],
  ] as const;
  for (const [path, method, body] of writes) {
    for (const who of [viewer, billing]) {
      const reply = await visit(path, who, { method, body });
      assert.equal(reply.status, 403, `${method} ${path}: ${reply.text}`);
    }
  }
  const alert = { account_id: accountId, webhook_url: "https://example.com/hook" };
  assert.equal((await visit("/admin/v1/alerts", viewer, { body: alert })).status, 403);
  assert.equal((await visit("/admin/v1/alerts", billing, { body: alert })).status, 201);
});

/** Sent with a body, and yet nothing is changed. */
const readingPaths = ["/admin/v1/plan", "/admin/v1/prices/draft"];

test("a viewer gets 403 on every write that the API describes, as member or operator", async () => {
  const { accountId } = await operator.customer();
  const made = await operator.call("/operators", { name: "Vic", role: "viewer" });
  const viewers = [
    await join(accountId, "viewer", "violet"),
    browserOf(await signIn({ token: textAt(made.json, "token") })),
  ];
  const { json } = await send({ url: `${gateway.url()}/openapi.json` });
  const writes = Object.entries(at(json, "paths") ?? {}).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ path, method: method.toUpperCase() })),
  );
  const tried = writes.filter(
    ({ path, method }) =>
      path.startsWith("/admin/v1/") && method !== "GET" && !readingPaths.includes(path),
  );
  assert(tried.length > 15, "the admin API's writes are described");
  for (const { path, method } of tried) {
    for (const viewer of viewers) {
      const place = path.replaceAll("{id}", accountId);
      const reply = await visit(place, viewer, { method, body: {} });
      assert.equal(reply.status, 403, `${method} ${path}: ${reply.text.slice(0, 200)}`);
    }
  }
});

test("a session calls models with a key that it names, and never with a foreign one", async () => {
  const [mine, other] = [await operator.customer(), await operator.customer()];
  const owner = await join(mine.accountId, "owner", "olga");
  const viewer = await join(mine.accountId, "viewer", "viktor");
  const body = {
    model: "gemini-3.1-flash-image-preview",
    max_tokens: 5,
    messages: [{ role: "user", content: "Say something." }],
  };
  const headers = { "x-farebox-key": mine.keyId };
  const path = "/v1/chat/completions";
  const answered = await visit(path, owner, { body, headers });
  assert.equal(answered.status, 200, answered.text);
  const record = await visit(`/admin/v1/calls/${textAt(answered.json, "id")}`, owner);
  assert.equal(at(record.json, "key_id"), mine.keyId);
  assert.equal((await visit(path, owner, { body })).status, 400);
  const foreign = { "x-farebox-key": other.keyId };
  assert.equal((await visit(path, owner, { body, headers: foreign })).status, 404);
  assert.equal((await visit(path, viewer, { body, headers })).status, 403);
  assert.equal((await visit("/v1/estimate", viewer, { body, headers })).status, 200);
  const forged = { ...headers, "x-farebox-csrf": "" };
  assert.equal((await visit(path, owner, { body, headers: forged })).status, 403);
});

test("signing out ends one browser, or all; so do a new password and a removal", async () => {
  const { accountId } = await operator.customer();
  const first = await join(accountId, "owner", "sam");
  const credentials = { email: "sam@example.com", password };
  const second = browserOf(await signIn(credentials));
  const out = await visit("/console/v1/session", first, { method: "DELETE" });
  assert.equal(out.status, 200, out.text);
  assert.match(out.headers["set-cookie"]?.[0] ?? "", /Max-Age=0/);
  assert.equal((await visit("/console/v1/session", first)).status, 401);
  assert.equal((await visit("/console/v1/session", second)).status, 200);
  const third = browserOf(await signIn(credentials));
  const body = { current: password, password: "seven red toll gates" };
  const wrong = { ...body, current: "something else entirely" };
  const refused = await visit("/console/v1/password", second, { method: "PUT", body: wrong });
  assert.equal(at(refused.json, "error.param"), "current");
  const changed = browserOf(await visit("/console/v1/password", second, { method: "PUT", body }));
  for (const old of [second, third]) {
    assert.equal((await visit("/console/v1/session", old)).status, 401);
  }
  await visit("/console/v1/sessions", changed, { method: "DELETE" });
  assert.equal((await visit("/console/v1/session", changed)).status, 401);
  assert.equal((await signIn(credentials)).status, 401);

  const last = browserOf(await signIn({ ...credentials, password: body.password }));
  const members = await operator.call(`/members?account_id=${accountId}`);
  const id = listAt(members.json, "data").map((one) => textAt(one, "id"))[0];
  assert.equal((await operator.call(`/members/${id}`, undefined, "DELETE")).status, 200);
  assert.equal((await visit("/console/v1/session", last)).status, 401);
});

test("members can't take an account's last owner away; an operator can", async () => {
  const { accountId } = await operator.customer();
  const owner = await join(accountId, "owner", "ona");
  const path = `/admin/v1/members/${textAt(owner.reply.json, "id")}`;
  await invite(accountId, "owner", "otto");
  const down = { role: "viewer" };
  const changes = [
    { method: "PATCH", body: down },
    { method: "DELETE", body: {} },
  ];
  for (const change of changes) {
    const reply = await visit(path, owner, change);
    assert.equal(reply.status, 409, `${change.method}: ${reply.text}`);
    assert.equal(at(reply.json, "error.code"), "conflict");
    assert.match(textAt(reply.json, "error.message"), /^ona is the last owner/);
  }
  assert.equal(at((await visit("/console/v1/session", owner)).json, "role"), "owner");
  await join(accountId, "owner", "oleg");
  assert.equal((await visit(path, owner, { method: "PATCH", body: down })).status, 200);

  const { json } = await operator.call(`/members?account_id=${accountId}`);
  const last = listAt(json, "data").find((one) => at(one, "name") === "oleg");
  const gone = await operator.call(`/members/${textAt(last, "id")}`, undefined, "DELETE");
  assert.equal(gone.status, 200, gone.text);
});

test("sessions and members outlive a restart", async () => {
  const { accountId } = await operator.customer();
  const browser = await join(accountId, "viewer", "rita");
  assert.equal(await gateway.stop(), 0);
  await gateway.restart();
  const session = await visit("/console/v1/session", browser);
  assert.equal(session.status, 200, session.text);
  assert.equal(at(session.json, "name"), "rita");
});

test("ten wrong passwords, even at once, make a member wait", async () => {
  const { accountId } = await operator.customer();
  await join(accountId, "viewer", "target");
  const wrong = { email: "target@example.com", password: "one of many guesses" };
  const replies = await Promise.all(Array.from({ length: 14 }, () => signIn(wrong)));
  const statuses = replies.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(4).fill(429)]);
  const waiting = await signIn({ ...wrong, password });
  assert.equal(waiting.status, 429);
  assert(Number(waiting.headers["retry-after"]) > 60);
});

test("no secret of a session is in what the gateway logs", async () => {
  const { accountId } = await operator.customer();
  const { invitation } = await invite(accountId, "owner", "lee");
  const url = `${gateway.url()}/console/v1/invitation`;
  const browser = browserOf(await send({ url, body: { invitation, password } }));
  await visit("/admin/v1/members?limit=1", browser);
  const output = gateway.output();
  for (const secret of [invitation, password, browser.cookie.split("=")[1] ?? "?", browser.csrf]) {
    assert.equal(output.includes(secret), false);
  }
});

test("without a session every address has the sign-in; nothing keeps either document", async () => {
  const { accountId } = await operator.customer();
  const { cookie } = await join(accountId, "viewer", "dora");
  const titled = { "/": "Overview · Farebox", "/keys": "Farebox" };
  for (const [path, title] of Object.entries(titled)) {
    for (const shown of [
      { cookie: "other=1", title: "Sign in · Farebox" },
      { cookie, title },
    ]) {
      const headers = { accept: "text/html", cookie: shown.cookie };
      const page = await send({ url: gateway.url() + path, headers });
      assert.match(page.text, new RegExp(`<title>${shown.title}</title>`));
      assert.equal(page.headers["cache-control"], "no-store");
    }
  }
});

test("the console's pages come with a policy that lets nothing foreign in", async () => {
  const headers = { accept: "text/html,application/xhtml+xml" };
  for (const path of ["/", "/keys", "/usage?group_by=day"]) {
    const page = await send({ url: gateway.url() + path, headers });
    assert.equal(page.status, 200, page.text);
    const policy = String(page.headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.match(policy, /frame-ancestors 'none'/);
  }
  assert.equal((await send({ url: `${gateway.url()}/v1/nothing`, headers })).status, 404);
  assert.equal((await send({ url: `${gateway.url()}/nothing` })).status, 404);
});
