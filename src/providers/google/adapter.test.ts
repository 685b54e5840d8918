import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type AdapterSubject, proveAdapter } from "../../../tests/contracts/adapter.ts";
import {
  collect,
  failed,
  opened,
  openStage,
  orderFor,
  type Stage,
  streamed,
} from "../../../tests/contracts/adapter-stage.ts";
import { at, listAt, textAt } from "../../../tests/doubles/json.ts";
import type { ProviderSettings } from "../adapter.ts";

function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.sse`, import.meta.url));
}

const settings = (origin: string): ProviderSettings => ({
  name: "google",
  kind: "google",
  baseUrl: origin,
  apiKey: "AIza-provider-secret",
  connectTimeoutMs: 1_000,
});

const subject: AdapterSubject = {
  settings,
  secret: "AIza-provider-secret",
  path: "/v1beta/models/served:streamGenerateContent?alt=sse",
  outputLimit: (body) => at(JSON.parse(body.toString()), "generationConfig.maxOutputTokens"),
  pictures: (body) =>
    listAt(JSON.parse(body.toString()), "contents.0.parts")
      .slice(1)
      .map((part) => {
        assert.equal(at(part, "inlineData.mimeType"), "image/png");
        return textAt(part, "inlineData.data");
      }),
  recordings: {
    plain: fixture("plain"),
    usageZero: fixture("usage-zero"),
    usageAbsent: fixture("usage-absent"),
    error: fixture("error"),
    errorMessage: "The model is overloaded. Please try again later.",
  },
  failure: (message) => JSON.stringify({ error: { code: 0, message, status: "INVALID_ARGUMENT" } }),
};

proveAdapter("google", subject);

async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(settings);
  try {
    await work(stage);
  } finally {
    await stage.close();
  }
}

async function failure(stage: Stage, status: number, error: object) {
  stage.answer((_request, response) => {
    response.writeHead(status).end(JSON.stringify([{ error }]));
  });
  return failed(stage);
}

test("a wrong key is a 400 of Google's, and the operator's fault", () =>
  withStage(async (stage) => {
    const details = [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" },
    ];
    const message = "API key not valid. Please pass a valid API key.";
    const wrong = await failure(stage, 400, {
      code: 400,
      message,
      status: "INVALID_ARGUMENT",
      details,
    });
    assert.equal(wrong.kind, "forbidden");
    assert.equal(wrong.status, 400);
    assert.match(wrong.message, /API_KEY_INVALID/);
    const abroad = await failure(stage, 400, { message: "no", status: "FAILED_PRECONDITION" });
    assert.equal(abroad.kind, "forbidden");
  }));

test("how long to wait is read from Google's own details", () =>
  withStage(async (stage) => {
    const details = [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.0748s" },
    ];
    const busy = await failure(stage, 429, { message: "q", status: "RESOURCE_EXHAUSTED", details });
    assert.equal(busy.kind, "busy");
    assert.equal(busy.retryAfterMs, 34_075);
  }));

test("what this wire can't say is refused before anything is sent, by its name", () =>
  withStage(async (stage) => {
    const refuse = async (passedOn: object, model = "gemini-3.5-flash") => {
      const chat = { passedOn: { ...passedOn } };
      const never = new AbortController().signal;
      const answer = await stage.upstream.open(orderFor({ chat, model }), never);
      assert.ok(!answer.opened);
      assert.equal(answer.kind, "rejected");
      return answer.message;
    };
    assert.match(await refuse({ logit_bias: { 5: 1 } }), /`logit_bias`/);
    assert.match(await refuse({ verbosity: "low" }), /`verbosity`/);
    assert.match(await refuse({ parallel_tool_calls: false }), /`parallel_tool_calls`/);
    assert.match(await refuse({ reasoning_effort: "none" }), /`reasoning_effort`/);
    assert.match(await refuse({ tools: [{ type: "custom" }] }), /`tools`/);
    assert.match(await refuse({ reasoning_effort: "low" }, "gemini-2.0-flash"), /does not think/);
    assert.equal(stage.connections(), 0);
  }));

test("a single call is taken at its word where only one function can be called", () =>
  withStage(async (stage) => {
    const open = async (...names: readonly string[]) => {
      const tools = names.map((name) => ({ type: "function", function: { name } }));
      const chat = { passedOn: { parallel_tool_calls: false, tools } };
      return stage.upstream.open(orderFor({ chat }), new AbortController().signal);
    };
    const several = await open("fill", "look");
    assert.ok(!several.opened);
    assert.match(several.message, /`parallel_tool_calls` can't be false .* offer one/);
    assert.equal(stage.connections(), 0);
    await open("fill");
    assert.equal(stage.connections(), 1);
  }));

test("a route that can't stream asks for one answer and reads it", () =>
  withStage(async (stage) => {
    const [event = ""] = fixture("safety").toString().split("\n\n").slice(1);
    stage.answer((_request, response) => response.end(event.slice("data: ".length)));
    const request = stage.request();
    const answer = await collect(await opened(stage, orderFor({ streams: false })));
    assert.equal((await request).path, "/v1beta/models/served:generateContent");
    assert.equal((await request).headers.accept, "application/json");
    assert.equal(answer.ending, "ended");
    assert.equal(answer.finish, "content_filter");
  }));

test("events whose lines end as Google ends them are read all the same", () =>
  withStage(async (stage) => {
    const crlf = fixture("plain").toString().replaceAll("\n", "\r\n");
    stage.answer(streamed(Buffer.from(crlf)));
    const answer = await collect(await opened(stage));
    assert.equal(answer.ending, "ended");
    assert.equal(answer.finish, "stop");
  }));

test("an address may bring the version and a query of its own", async () => {
  const stage = await openStage((origin) => ({
    ...settings(origin),
    baseUrl: `${origin}/g/v1?k=1`,
  }));
  stage.answer(streamed(fixture("plain")));
  const request = stage.request();
  await collect(await opened(stage, orderFor({ model: "tuned/a b" })));
  const { path } = await request;
  assert.equal(path, "/g/v1/models/tuned%2Fa%20b:streamGenerateContent?k=1&alt=sse");
  await stage.close();
});
