import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatRequest } from "../../core/chat/request.ts";
import { isRefusal } from "../../core/refusal.ts";
import { readChat } from "./read-chat.ts";

const noHeaders = {
  sessionId: undefined,
  maxCost: undefined,
  onDisconnect: undefined,
  clientRequestId: undefined,
};

function read(body: unknown): ReturnType<typeof readChat> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readChat(Buffer.from(text), noHeaders);
}

function accept(body: unknown): ChatRequest {
  const chat = read(body);
  assert.ok(!isRefusal(chat), "message" in chat ? String(chat.message) : "");
  return chat;
}

function refuse(body: unknown): { message: string; param: string | null } {
  const refusal = read(body);
  assert.ok(isRefusal(refusal), "the body should have been refused");
  assert.equal(refusal.refused, "invalid_request");
  return refusal;
}

const longPicture = `data:image/png;base64,${"iVBORw0KGgo".repeat(200)}`;

function withPicture(url: string): Record<string, unknown> {
  const image = { type: "image_url", image_url: { url, detail: "low" } };
  const content = [{ type: "text", text: "What is it?" }, image];
  return { model: "m", messages: [{ role: "user", content }] };
}

test("a long picture stays a slice of the body and is never copied", () => {
  const body = Buffer.from(JSON.stringify(withPicture(longPicture)));
  const chat = readChat(body, noHeaders);
  assert.ok(!isRefusal(chat));
  const [picture] = chat.pictures;
  assert.ok(picture?.kind === "inline");
  assert.equal(picture.base64.buffer, body.buffer);
  assert.equal(Buffer.from(picture.base64).toString(), longPicture.split(",")[1]);
  assert.equal(picture.detail, "low");
  assert.equal(picture.mediaType, "image/png");
});

test("a short picture, one with escaped slashes, and a long one read alike", () => {
  const short = accept(withPicture("data:image/png;base64,iVBORw0KGgo="));
  assert.equal(short.pictures[0]?.kind, "inline");
  const slashed = `data:image/png;base64,${"ab/cd/".repeat(400)}`;
  const escaped = JSON.stringify(withPicture(slashed)).replaceAll("/", "\\/");
  const [picture] = accept(escaped).pictures;
  assert.ok(picture?.kind === "inline");
  assert.equal(Buffer.from(picture.base64).toString(), slashed.split(",")[1]);
});

test("a long data URL in a text is text, whole", () => {
  const text = `${longPicture} and more`;
  const chat = accept({ model: "m", messages: [{ role: "user", content: text }] });
  assert.equal(chat.messages[0]?.content, text);
  const part = { type: "text", text: longPicture };
  const parts = accept({ model: "m", messages: [{ role: "user", content: [part] }] });
  assert.deepEqual(parts.messages[0]?.content, [{ kind: "text", text: longPicture, passedOn: {} }]);
});

test("what the gateway does not read travels on, its own extras do not", () => {
  const chat = accept({
    model: "m",
    messages: [{ role: "user", content: "hi", name: "ann" }],
    temperature: 0.5,
    seed: 7,
    max_tokens: 9,
    stream: true,
    max_cost: "0.01",
    session_id: "s1",
    hold: "full",
  });
  assert.deepEqual(chat.passedOn, { temperature: 0.5, seed: 7 });
  assert.deepEqual(chat.messages[0]?.passedOn, { name: "ann" });
  assert.equal(chat.outputTokensMax, 9);
  assert.equal(chat.maxCost, 10_000_000_000n);
  assert.equal(chat.sessionId, "s1");
});

const message = { role: "user", content: "hi" };

const wrongBodies: readonly (readonly [string, unknown, RegExp])[] = [
  ["no JSON", "{", /not JSON/],
  ["a raw NUL byte", '{"model":"\u0000"}', /not JSON/],
  ["a list", [], /JSON object/],
  ["no model", { messages: [message] }, /model/],
  ["no messages", { model: "m" }, /messages/],
  ["an empty list of messages", { model: "m", messages: [] }, /messages/],
  ["an unknown role", { model: "m", messages: [{ role: "wizard", content: "" }] }, /role.*"user"/],
  ["a number as content", { model: "m", messages: [{ role: "user", content: 1 }] }, /content/],
  ["a huge limit", { model: "m", messages: [message], max_tokens: 1e308 }, /max_tokens/],
  ["a negative limit", { model: "m", messages: [message], max_tokens: -1 }, /max_tokens/],
  ["half a token", { model: "m", messages: [message], max_tokens: 1.5 }, /max_tokens/],
  ["two answers", { model: "m", messages: [message], n: 2 }, /`n` must be 1/],
  ["a dearer tier", { model: "m", messages: [message], service_tier: "priority" }, /not priced/],
  ["web search", { model: "m", messages: [message], web_search_options: {} }, /not priced/],
  ["best of many", { model: "m", messages: [message], best_of: 50 }, /`best_of` must be 1/],
  ["other models", { model: "m", messages: [message], models: ["dear"] }, /`models` .*another/],
  ["other providers", { model: "m", messages: [message], provider: { only: ["x"] } }, /another/],
  ["fallbacks", { model: "m", messages: [message], fallbacks: ["dear"] }, /`fallbacks`/],
  ["plugins", { model: "m", messages: [message], plugins: [{ id: "web" }] }, /not priced/],
  ["live search", { model: "m", messages: [message], search_parameters: {} }, /not priced/],
  [
    "a tool that the provider runs",
    { model: "m", messages: [message], tools: [{ type: "function" }, { type: "web_search" }] },
    /`tools\[1\]\.type` web_search is not priced/,
  ],
  ["spoken answers", { model: "m", messages: [message], modalities: ["audio"] }, /audio/],
  ["13 decimals", { model: "m", messages: [message], max_cost: "0.0000000000001" }, /max_cost/],
  [
    "two limits",
    { model: "m", messages: [message], max_tokens: 1, max_completion_tokens: 2 },
    /differ/,
  ],
];

for (const [name, body, expected] of wrongBodies) {
  test(`${name}: refused, and the message names the field`, () => {
    assert.match(refuse(body).message, expected);
  });
}

test("a part that is not supported is refused by its place", () => {
  const content = [
    { type: "text", text: "" },
    { type: "input_audio", input_audio: {} },
  ];
  const refusal = refuse({ model: "m", messages: [{ role: "user", content }] });
  assert.equal(refusal.param, "messages[0].content[1].type");
});

test("nesting beyond the bound is refused, not a crash", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assert.match(refuse(`{"model":"m","messages":${deep}}`).message, /nested|messages/);
});
