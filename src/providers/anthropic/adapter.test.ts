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
  name: "anthropic",
  kind: "anthropic",
  baseUrl: origin,
  apiKey: "sk-ant-provider-secret",
  connectTimeoutMs: 1_000,
});

const subject: AdapterSubject = {
  settings,
  secret: "sk-ant-provider-secret",
  path: "/v1/messages",
  outputLimit: (body) => at(JSON.parse(body.toString()), "max_tokens"),
  pictures: (body) =>
    listAt(JSON.parse(body.toString()), "messages.0.content")
      .slice(1)
      .map((block) => {
        assert.equal(at(block, "source.type"), "base64");
        assert.equal(at(block, "source.media_type"), "image/png");
        return textAt(block, "source.data");
      }),
  recordings: {
    plain: fixture("plain"),
    usageZero: fixture("usage-zero"),
    usageAbsent: fixture("usage-absent"),
    error: fixture("error"),
    errorMessage: "Overloaded",
  },
  failure: (message) =>
    JSON.stringify({ type: "error", error: { type: "invalid_request_error", message } }),
};

proveAdapter("anthropic", subject);

async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(settings);
  try {
    await work(stage);
  } finally {
    await stage.close();
  }
}

test("the version of the wire is said, and the operator may say another", async () => {
  for (const [headers, said] of [
    [{}, "2023-06-01"],
    [{ "anthropic-version": "2027-01-01" }, "2027-01-01"],
  ] as const) {
    const stage = await openStage((origin) => ({
      ...settings(origin),
      baseUrl: `${origin}/a/v1?beta=true`,
      headers,
    }));
    stage.answer(streamed(fixture("plain")));
    const request = stage.request();
    await collect(await opened(stage));
    const sent = await request;
    assert.equal(sent.headers["anthropic-version"], said);
    assert.equal(sent.path, "/a/v1/messages?beta=true");
    await stage.close();
  }
});

test("each of its errors says whose fault it is", () =>
  withStage(async (stage) => {
    const fail = (status: number, type: string, message: string) => {
      stage.answer((_request, response) => {
        const body = JSON.stringify({ type: "error", error: { type, message } });
        response.writeHead(status, status === 429 ? { "retry-after": "3" } : {}).end(body);
      });
      return failed(stage);
    };
    const overloaded = await fail(529, "overloaded_error", "Overloaded");
    assert.deepEqual([overloaded.kind, overloaded.message], ["failed", "Overloaded"]);
    const busy = await fail(429, "rate_limit_error", "slow down");
    assert.deepEqual([busy.kind, busy.retryAfterMs], ["busy", 3000]);
    const wrong = await fail(401, "authentication_error", "invalid x-api-key");
    assert.equal(wrong.kind, "forbidden");
    assert.match(wrong.message, /\(authentication_error\)/);
    assert.equal((await fail(413, "request_too_large", "too large")).kind, "rejected");
    const unpaid = await fail(
      400,
      "invalid_request_error",
      "Your credit balance is too low to access the API.",
    );
    assert.deepEqual([unpaid.kind, unpaid.status], ["forbidden", 400]);
    assert.doesNotMatch(unpaid.message, /credit/);
  }));

test("what this wire can't say is refused before anything is sent, by its name", () =>
  withStage(async (stage) => {
    const refuse = async (passedOn: object, model = "claude-opus-5") => {
      const chat = { passedOn: { ...passedOn } };
      const never = new AbortController().signal;
      const answer = await stage.upstream.open(orderFor({ chat, model }), never);
      assert.ok(!answer.opened);
      assert.equal(answer.kind, "rejected");
      return answer.message;
    };
    for (const field of ["seed", "verbosity", "top_logprobs", "image_config"]) {
      assert.match(await refuse({ [field]: 1 }), new RegExp(`\`${field}\` has no counterpart`));
    }
    assert.match(await refuse({ presence_penalty: 0.5 }), /`presence_penalty`/);
    assert.match(await refuse({ logit_bias: { 5: 1 } }), /`logit_bias`/);
    assert.match(await refuse({ temperature: 1.5 }), /`temperature` goes from 0 to 1/);
    assert.match(await refuse({ tools: [{ type: "web_search" }] }), /`tools`/);
    assert.match(await refuse({ response_format: { type: "json_object" } }), /json_schema/);
    assert.match(await refuse({ modalities: ["text", "image"] }), /`modalities`/);
    assert.equal(stage.connections(), 0);
  }));

test("a route that can't stream asks for one answer and reads it", () =>
  withStage(async (stage) => {
    const message = {
      type: "message",
      content: [
        { type: "thinking", thinking: "Hm.", signature: "c2ln" },
        { type: "text", text: "Red." },
        { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 5, output_tokens: 9 },
    };
    stage.answer((_request, response) => response.end(JSON.stringify(message)));
    const request = stage.request();
    const answer = await collect(await opened(stage, orderFor({ streams: false })));
    const { body, headers } = await request;
    assert.equal(at(JSON.parse(body.toString()), "stream"), false);
    assert.equal(headers.accept, "application/json");
    assert.deepEqual([answer.ending, answer.finish, answer.text], ["ended", "tool_calls", "Red."]);
    const [call] = answer.events.flatMap((event) => event.delta?.tool_calls ?? []);
    assert.equal(call?.function?.arguments, '{"city":"Oslo"}');
    assert.equal(answer.events.at(-1)?.usage?.completionTokens, 9);
  }));
