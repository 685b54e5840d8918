import assert from "node:assert/strict";
import { test } from "node:test";
import { openDescription } from "../doubles/description.ts";
import type { HttpCall, Reply } from "../doubles/http-client.ts";
import { send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, endingSteps, words } from "../doubles/upstream-script.ts";

const stage = await openStage({
  // Nobody listens at the port of this host: what is sent there fails at once.
  gateway: { body_bytes_max: "64KiB", picture_hosts_allowed: ["127.0.0.1:9"] },
  models: [
    model("painter", { output: ["text", "image"], price: { input: "0.00", output: "60.00" } }),
  ],
});
const customer = await stage.enter({ balance: "1.00" });
const base = stage.gateway.url();
const described = await send({ url: `${base}/openapi.json` });
assert.equal(described.status, 200, stage.gateway.output());
const description = openDescription(described.json);
stage.upstream.script("plain", answer(words(5)));
stage.upstream.script("failing", { status: 500, body: {} });

type More = Omit<HttpCall, "url">;

/** A call with the customer's key; its answer is held against the description. */
function call(path: string, more: More = {}): Promise<Reply> {
  return description.send({ url: base + path, token: customer.secret, ...more });
}

/** The same with the admin token. */
function operate(path: string, more: More = {}): Promise<Reply> {
  const token = stage.gateway.adminToken;
  return description.send({ url: `${base}/admin/v1${path}`, token, ...more });
}

test("calls: buffered, streamed, recorded, resumed, stopped", async () => {
  const whole = await call("/v1/chat/completions", { body: ask("plain") });
  const id = textAt(whole.json, "id");
  await call("/v1/chat/completions", {
    body: ask("plain", { stream: true, stream_options: { include_usage: true } }),
  });
  await call(`/v1/chat/completions/${id}`);
  await call(`/v1/chat/completions/${id}/stream?include_usage=true`);
  await call(`/v1/chat/completions/${id}/cancel`, { method: "POST" });
});

test("dialects: whole, streamed, counted, resumed, listed, refused", async () => {
  const messages = [{ role: "user", content: "script:plain" }];
  const whole = await call("/v1/messages", { body: { model: "words", messages } });
  assert.equal(at(whole.json, "stop_reason"), "end_turn", whole.text);
  await call("/v1/messages", { body: { model: "words", messages, stream: true } });
  await call("/v1/messages/count_tokens", { body: { model: "words", messages } });
  const body = { contents: [{ parts: [{ text: "script:plain" }] }] };
  const path = "/v1beta/models/words";
  const answered = await call(`${path}:generateContent`, { body });
  assert.equal(at(answered.json, "candidates.0.finishReason"), "STOP", answered.text);
  await call(`${path}:streamGenerateContent?alt=sse`, { body });
  await call(`${path}:streamGenerateContent`, { body });
  await call(`${path}:countTokens`, { body });
  await call("/v1beta/models?pageSize=2");
  await call(path);
  const statuses = [
    await call("/v1/messages", { body: { model: "words", messages, container: "c" } }),
    await call("/v1/messages/count_tokens", { body: { model: "nothing-like-it", messages } }),
    await call(`${path}:generateContent`, { body: { ...body, cachedContent: "c" } }),
    await call(`${path}:countTokens`, { body: {} }),
    await call("/v1beta/models?pageSize=0"),
    await call("/v1beta/models/nothing-like-it"),
  ].map(({ status }) => status);
  assert.deepEqual(statuses, [400, 404, 400, 400, 400, 404]);
});

test("open holds and running records, while a call runs", async () => {
  stage.upstream.script("slow", {
    steps: [{ text: "one" }, { checkpoint: "seen" }, ...endingSteps({})],
  });
  const running = call("/v1/chat/completions", {
    body: ask("slow"),
    headers: { "x-client-request-id": "slow-one" },
  });
  await stage.upstream.reached("seen");
  const holds = await operate("/holds");
  assert.equal(at(holds.json, "data.0.client_request_id"), "slow-one");
  const record = await call("/v1/chat/completions/slow-one");
  assert.equal(at(record.json, "status"), "running");
  await call("/v1/chat/completions/slow-one/cancel", { method: "POST" });
  assert.equal((await running).status, 200);
});

test("responses: buffered, streamed, read again, stopped", async () => {
  const body = { model: "words", input: "script:plain" };
  const whole = await call("/v1/responses", { body });
  assert.equal(at(whole.json, "status"), "completed", whole.text);
  const id = textAt(whole.json, "id");
  await call("/v1/responses", { body: { ...body, stream: true } });
  await call(`/v1/responses/${id}`);
  await call(`/v1/responses/${id}?stream=true&starting_after=3`);
  await call(`/v1/responses/${id}?stream=true&starting_after=x`);
  await call(`/v1/responses/${id}/cancel`, { method: "POST" });
  const unkept = await call("/v1/responses", { body: { ...body, store: false } });
  await call(`/v1/responses/${textAt(unkept.json, "id")}`);
  await call("/v1/responses", { body: { ...body, background: true } });
  await call("/v1/responses", { body: { ...body, input: "script:failing" } });
  await call("/v1/responses/input_tokens", { body });
  await call("/v1/responses/input_tokens", { body: { ...body, prompt: {} } });
  await call("/v1/responses/nobody");
  await call("/v1/responses/nobody/cancel", { method: "POST" });
});

test("pictures: in one body, as an event, and none", async () => {
  const url = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const delta = { images: [{ type: "image_url", image_url: { url } }] };
  const steps = [{ event: { choices: [{ index: 0, delta, finish_reason: null }] } }];
  stage.upstream.script("painted", { steps: [...steps, ...endingSteps({})] });
  const body = { model: "painter", prompt: "script:painted" };
  const whole = await call("/v1/images/generations", { body });
  assert.equal(at(whole.json, "size"), "1x1", whole.text);
  await call("/v1/images/generations", { body: { ...body, stream: true } });
  const none = { ...body, prompt: "script:plain" };
  assert.equal((await call("/v1/images/generations", { body: none })).status, 500);
  await call("/v1/images/generations", { body: { ...none, stream: true } });
  await call("/v1/images/generations", { body: { ...body, n: 2 } });
});

test("what a call would cost: admitted, not admitted, refused", async () => {
  const whole = await call("/v1/estimate", { body: ask("plain", { max_tokens: 100 }) });
  assert.equal(at(whole.json, "admitted"), true, whole.text);
  const poor = await stage.enter({ balance: "0" });
  const body = ask("plain");
  const refused = await call("/v1/estimate", { token: poor.secret, body });
  assert.equal(at(refused.json, "refused"), "insufficient_balance", refused.text);
  const unknown = await call("/v1/estimate", { body: ask("plain", { model: "nothing-like-it" }) });
  assert.equal(unknown.status, 404);
});

test("what a workload would cost: planned, with options, refused", async () => {
  const plan = (body: unknown) => call("/v1/plan", { body });
  const workload = {
    calls_per_day: 100,
    turns: 3,
    images: [{ width: 64, height: 64 }],
    prompt_tokens: { range: [10, 20] },
    output_tokens: { lognormal: { p50: 20, p95: 60, max: 100 } },
    models: ["gpt-4o", "gpt-4o-mini"],
  };
  const options = { compare: ["gpt-4o", "gpt-4o-mini"], what_if: { detail: "low" } };
  const plain = await plan(workload);
  assert.equal(at(plain.json, "models.0.model"), "gpt-4o", plain.text);
  const whole = await plan({ ...workload, ...options });
  assert.equal(at(whole.json, "compared.models.1"), "gpt-4o-mini", whole.text);
  const blind = await plan({ ...workload, images: [], image_history: "described" });
  assert.equal(at(blind.json, "models.0.pictures"), null, blind.text);
  assert.equal((await plan({ ...workload, turns: 0 })).status, 400);
});

test("what a workload would cost, without a key, and the workloads that ship", async () => {
  const shipped = await operate("/workloads");
  const body = at(shipped.json, "data.0.workload");
  const { accountId } = customer;
  const planned = await operate(`/plan?account_id=${accountId}`, { body });
  assert.equal(at(planned.json, "object"), "plan", planned.text);
  await operate("/plan", { body: { calls_per_day: 0 } });
  assert.equal((await operate("/plan?account_id=nobody", { body })).status, 404);
});

test("how routes are doing", async () => {
  await call("/v1/chat/completions", { body: ask("plain") });
  const listed = await operate("/upstreams");
  assert.equal(typeof at(listed.json, "data.0.id"), "string", listed.text);
});

test("refusals, before and after the hold", async () => {
  const body = ask("plain");
  const path = "/v1/chat/completions";
  const statuses = [
    await description.send({ url: base + path, body, token: null }),
    await call(path, { body: ask("plain", { n: 2 }) }),
    await call(path, { body: ask("plain", { model: "nothing-like-it" }) }),
    await call(path, { body: ask("plain", { padding: "x".repeat(70_000) }) }),
    await call(path, { body: ask("plain", { max_cost: "0.000000001" }) }),
    await call(path, { body: ask("failing") }),
    await call(`${path}/nobody`),
    await call(`${path}/nobody/stream`),
    await call(`${path}/nobody/cancel`, { method: "POST" }),
    await call("/v1/models/nothing-like-it"),
  ].map(({ status }) => status);
  assert.deepEqual(statuses, [401, 400, 404, 413, 402, 500, 404, 404, 404, 404]);
});

test("what a key may know of itself, of models and of the gateway", async () => {
  for (const path of ["/v1/models", "/v1/models/words", "/v1/key", "/v1/balance"]) {
    assert.equal((await call(path)).status, 200, path);
  }
  await call("/v1/models?all=true");
  for (const path of [
    "/livez",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/docs/reference",
    "/docs/index.md",
    "/docs/style.css",
    "/docs/site.js",
    "/docs/search.json",
    "/llms.txt",
    "/llms-full.txt",
  ]) {
    assert.equal((await call(path)).status, 200, path);
  }
});

test("a page that the documentation lacks is refused in the shape of all refusals", async () => {
  const { status, code } = await call("/docs/nothing");
  assert.deepEqual([status, code], [404, "not_found"]);
});

test("accounts, and what is paid in and corrected", async () => {
  const made = await operate("/accounts", { body: { name: "acme", rpm: 120 } });
  const id = textAt(made.json, "id");
  await operate("/accounts?limit=1");
  await operate(`/accounts/${id}`);
  await operate("/accounts/shortfall");
  await operate(`/accounts/${id}`, { method: "PATCH", body: { concurrency: 2 } });
  const paid = { amount: "25.00", reference: "invoice-1" };
  await operate(`/accounts/${id}/topups`, { body: paid });
  await operate(`/accounts/${id}/topups`, { body: paid });
  await operate(`/accounts/${id}/topups`, { body: { ...paid, amount: "26.00" } });
  const taken = { amount: "-30", reason: "chargeback", reference: "cb-1" };
  await operate(`/accounts/${id}/adjustments`, { body: taken });
  await operate(`/accounts/${id}/adjustments`, { body: { ...taken, allow_owed: true } });
  await operate("/accounts", { body: { name: "" } });
  await operate("/accounts/nobody");
  await operate("/accounts/nobody", { method: "PATCH", body: {} });
});

test("projects and keys", async () => {
  const { accountId } = customer;
  const project = await operate("/projects", { body: { account_id: accountId, name: "web" } });
  const projectId = textAt(project.json, "id");
  await operate(`/projects?account_id=${accountId}`);
  await operate(`/projects/${projectId}`);
  const terms = { models: ["words"], expires_at: "2099-01-31T00:00:00Z" };
  const made = await operate("/keys", { body: { project_id: projectId, name: "k", ...terms } });
  const id = textAt(made.json, "id");
  await operate(`/keys?project_id=${projectId}`);
  await operate(`/keys/${id}`);
  await operate(`/keys/${id}`, { method: "PATCH", body: { output_tokens_max: 100 } });
  await operate(`/keys/${id}/rotate`, { method: "POST" });
  await operate(`/keys/${id}`, { method: "DELETE" });
  await operate(`/keys/${id}`);
  await operate("/keys", { body: { project_id: projectId, name: "k", models: ["nothing"] } });
});

test("prices and operators", async () => {
  const terms = { list: "flat", model: "gpt-4o", price: { input: "1.00", output: "2.00" } };
  await operate("/prices", { body: { ...terms, source: "a test", effective_from: "2099-01-01" } });
  await operate("/prices", { body: { ...terms, source: "a test", effective_from: "2001-01-01" } });
  await operate("/prices", { body: { ...terms, source: "a test", model: "gpt-4" } });
  await operate("/prices?list=flat&limit=2");
  const draft = await operate("/prices/draft", { body: { ...terms, source: "a test" } });
  assert.equal(at(draft.json, "margins.0.below_cost"), true, draft.text);
  await operate("/prices/draft", { body: { ...terms, source: "a test", model: "gpt-4" } });
  const made = await operate("/operators", { body: { name: "Ada", role: "viewer" } });
  await operate("/operators?limit=5");
  await operate("/operators/me");
  await description.send({
    url: `${base}/admin/v1/accounts`,
    token: textAt(made.json, "token"),
    body: { name: "not a viewer's to make" },
  });
  await operate(`/operators/${textAt(made.json, "id")}`, { method: "DELETE" });
  await operate(`/operators/${textAt(made.json, "id")}`);
});

test("usage, sessions and statements, for callers and for operators", async () => {
  const { accountId } = customer;
  await call("/v1/chat/completions", { body: ask("plain", { session_id: "talk" }) });
  for (const query of ["", "?group_by=session", "?format=csv", "?group_by=nothing"]) {
    await call(`/v1/usage${query}`);
    await operate(`/usage${query}`);
  }
  await call("/v1/sessions/talk");
  await operate(`/sessions/talk?account_id=${accountId}`);
  await operate(`/sessions?account_id=${accountId}`);
  await call("/v1/sessions/talk/settle", { method: "POST" });
  await operate("/sessions/talk/settle", { body: { account_id: accountId } });
  await call("/v1/sessions/none");
  const cycle = new Date().toISOString().slice(0, 7);
  for (const query of ["", `cycle=${cycle}`, `cycle=${cycle}&format=csv`, "cycle=2026-13"]) {
    await call(`/v1/statements?${query}`);
    await operate(`/statements?account_id=${accountId}&${query}`);
  }
});

test("all calls, and one of them", async () => {
  const page = await operate("/calls?limit=3");
  await operate(`/calls/${textAt(page.json, "data.0.id")}`);
  await operate("/calls/nobody");
  await operate("/calls?status=nothing");
  const usage = { prompt_tokens: 9, completion_tokens: 5 };
  stage.upstream.script("billed", answer(words(5), { usage }));
  await call("/v1/chat/completions", { body: ask("billed") });
  assert.equal(at((await operate("/drift?model=words")).json, "data.0.model"), "words");
  await operate("/drift?from=yesterday");
  assert.equal(at((await operate("/replay?model=words")).json, "data.1.target"), "words");
  await operate("/replay?model=nobody");
  await operate("/replay?list=nobody");
});

test("alerts and their deliveries", async () => {
  const { accountId } = await stage.enter({ balance: "6.00" });
  const order = { account_id: accountId, webhook_url: "http://127.0.0.1:9/hook" };
  const made = await operate("/alerts", { body: order });
  const id = textAt(made.json, "id");
  await operate("/alerts", { body: { ...order, webhook_url: "http://127.0.0.1:8/hook" } });
  await operate("/alerts", { body: { ...order, account_id: "acct_nobody" } });
  const taken = { amount: "-2.00", reason: "refund", reference: "r-1" };
  await operate(`/accounts/${accountId}/adjustments`, { body: taken });
  let tried: unknown;
  for (let look = 0; look < 200 && tried === undefined; look += 1) {
    const { json } = await operate(`/alerts/${id}/deliveries?limit=5`);
    tried = at(json, "data.0.attempts.0.error");
  }
  assert.equal(tried, "its server refuses the connection");
  await operate(`/alerts?account_id=${accountId}`);
  await operate(`/alerts/${id}`);
  await operate(`/alerts/${id}`, { method: "DELETE" });
  await operate(`/alerts/${id}`);
});

test("the journal and the audit", async () => {
  const page = await operate(`/entries?account_id=${customer.accountId}&limit=3`);
  assert.equal(typeof at(page.json, "next"), "number");
  const { accountId } = customer;
  const subject = encodeURIComponent(textAt(page.json, "data.1.subject"));
  const booked = await operate(`/entries?account_id=${accountId}&subject=${subject}`);
  assert.deepEqual(at(booked.json, "data"), [at(page.json, "data.1")]);
  assert.equal((await operate(`/entries?subject=${subject}`)).status, 400);
  await operate("/entries");
  await operate("/audit");
  await operate(`/audit?since=${"0".repeat(64)}`);
});

test("the catalogue with its prices", async () => {
  const list = await operate("/models");
  assert.equal(typeof at(list.json, "data.0.ratio"), "string", list.text);
  await operate(`/models/${textAt(list.json, "data.0.id")}`);
  await operate("/models/nothing-like-it");
  const picture = "width=1920&height=1080";
  const counted = await operate(`/picture-tokens?model=gpt-4o&${picture}`);
  assert.equal(at(counted.json, "data.2.grid.columns"), 3, counted.text);
  await operate("/picture-tokens?model=gpt-4o&width=0&height=1080");
  await operate(`/picture-tokens?model=nothing-like-it&${picture}`);
});

test("members, and who is signed in to the console", async () => {
  const { accountId } = await stage.enter({ balance: "0" });
  const order = { account_id: accountId, email: "ada@example.com", name: "Ada", role: "owner" };
  const made = await operate("/members", { body: order });
  const id = textAt(made.json, "id");
  await operate("/members", { body: order });
  await operate(`/members?account_id=${accountId}`);
  await operate(`/members/${id}`);
  await operate(`/members/${id}`, { method: "PATCH", body: { name: "Ada L." } });
  const invited = await operate(`/members/${id}/invite`, { method: "POST" });
  const password = "correct horse battery staple";
  const invitation = textAt(invited.json, "invitation");
  const console = (path: string, more: More = {}): Promise<Reply> =>
    description.send({ url: `${base}/console/v1${path}`, ...more });
  await console("/invitation", { body: { invitation, password } });
  await console("/invitation", { body: { invitation, password } });
  await console("/session", { body: { token: "nobody's" } });
  const signIn = async (secret: string): Promise<Record<string, string>> => {
    const { json, headers } = await console("/session", {
      body: { email: order.email, password: secret },
    });
    const cookie = headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    return { cookie, "x-farebox-csrf": textAt(json, "csrf_token") };
  };
  const headers = await signIn(password);
  await console("/session", { headers });
  await console("/session");
  const body = { current: password, password: "seven red toll gates" };
  await console("/password", { method: "PUT", headers, body });
  await console("/session", { method: "DELETE", headers: await signIn(body.password) });
  await console("/sessions", { method: "DELETE", headers: await signIn(body.password) });
  await operate(`/members/${id}`, { method: "DELETE" });
});

test("every endpoint's answer was held against its description", () => {
  assert.deepEqual(
    description.operations.filter((name) => !description.seen.has(name)),
    [],
  );
});
