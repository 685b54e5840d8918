import assert from "node:assert/strict";
import { test } from "node:test";
import { send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, endingSteps, words } from "../doubles/upstream-script.ts";
import { Blocked, openPage } from "../doubles/web-page.ts";

const origin = "https://app.example.org";
const stage = await openStage({ gateway: { cors_origins: [origin, "http://localhost:5173"] } });
const customer = await stage.enter();
const headers = { authorization: `Bearer ${customer.secret}`, "x-stainless-lang": "js" };
const url = (path: string) => stage.gateway.url() + path;
const page = openPage(origin);

test("a page streams, reads every header, and stops its own stream", async () => {
  const pieces = words(3).map((text) => ({ text }));
  stage.upstream.script("watched", {
    steps: [...pieces, { checkpoint: "never" }, ...endingSteps({})],
  });
  const {
    status,
    headers: seen,
    response,
  } = await page(url("/v1/chat/completions"), {
    headers,
    body: ask("watched", { stream: true }),
  });
  assert.equal(status, 200);
  assert.equal(seen.get("x-farebox-upstream"), "local");
  assert.match(seen.get("x-ratelimit-remaining-requests") ?? "", /^\d+$/);
  const id = seen.get("x-request-id") ?? "";
  const reader = response.body?.getReader();
  const first = await reader?.read();
  assert.match(new TextDecoder().decode(first?.value), /^id: 1\ndata: /);

  const cancel = await page(url(`/v1/chat/completions/${id}/cancel`), { method: "POST", headers });
  const bill: unknown = await cancel.response.json();
  assert.equal(at(bill, "status"), "cancelled");
  assert.equal(textAt(bill, "cost"), "0.00018");
  await reader?.cancel();
});

test("a page reads buffered answers, records and refusals as well", async () => {
  stage.upstream.script("plain", answer(words(2)));
  const chat = await page(url("/v1/chat/completions"), { headers, body: ask("plain") });
  assert.equal(chat.status, 200);
  const id = textAt(await chat.response.json(), "id");
  assert.equal((await page(url(`/v1/chat/completions/${id}`), { headers })).status, 200);

  const stranger = { authorization: "Bearer sk-stranger" };
  const refused = await page(url("/v1/chat/completions"), {
    headers: stranger,
    body: ask("plain"),
  });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("x-should-retry"), "false");
  assert.equal((await page(url("/v1/key"), { headers: stranger })).status, 401);
  assert.equal((await page(url("/v1/nowhere"), { headers })).status, 404);
  assert.equal((await page(url("/openapi.json"))).status, 200);
});

test("an upstream's failure after the hold is readable too", async () => {
  stage.upstream.script("broken", { status: 500, body: {} });
  for (const stream of [false, true]) {
    const { status, response } = await page(url("/v1/chat/completions"), {
      headers,
      body: ask("broken", { stream }),
    });
    assert.equal(status, 500);
    assert.equal(at(await response.json(), "error.code"), "upstream_error");
  }
});

test("another origin's page sees nothing, and its calls with a key are not even sent", async () => {
  const before = stage.upstream.calls("plain").length;
  for (const stranger of ["https://evil.example", "http://app.example.org", "null"]) {
    const other = openPage(stranger);
    await assert.rejects(
      other(url("/v1/chat/completions"), { headers, body: ask("plain") }),
      Blocked,
    );
    await assert.rejects(other(url("/livez")), Blocked);
  }
  assert.equal(stage.upstream.calls("plain").length, before);
});

test("no page of another site reaches the admin API", async () => {
  const token = { authorization: `Bearer ${stage.gateway.adminToken}` };
  await assert.rejects(page(url("/admin/v1/accounts"), { headers: token }), Blocked);
});

test("answers differ by origin, and say so to caches; credentials are never allowed", async () => {
  const asked = await send({ url: url("/livez"), headers: { origin } });
  assert.equal(asked.headers["access-control-allow-origin"], origin);
  assert.equal(asked.headers.vary, "origin");
  assert.equal(asked.headers["access-control-allow-credentials"], undefined);
  const plain = await send({ url: url("/livez") });
  assert.equal(plain.headers["access-control-allow-origin"], undefined);
  assert.equal(plain.headers.vary, "origin");
});

test("a star allows every page, and without the setting none is", async () => {
  const open = await openStage({ gateway: { cors_origins: "*" } });
  const { status } = await openPage("https://any.example")(`${open.gateway.url()}/livez`);
  assert.equal(status, 200);
  const closed = await openStage();
  await assert.rejects(openPage(origin)(`${closed.gateway.url()}/livez`), Blocked);
});
