import assert from "node:assert/strict";
import { test } from "node:test";
import { orderFor } from "../../../tests/contracts/adapter-stage.ts";
import { at, listAt } from "../../../tests/doubles/json.ts";
import type { ChatRequest, Detail, Message, Picture } from "../../core/chat/request.ts";
import { findInexpressible } from "./inexpressible.ts";
import { encodeChat } from "./translate.ts";

interface Asked {
  readonly chat?: Partial<ChatRequest>;
  readonly pictures?: readonly Picture[];
  readonly model?: string;
}

function encode(asked: Asked): unknown {
  const order = orderFor({ model: "gemini-3.5-flash", ...asked });
  assert.equal(findInexpressible(order), null);
  return JSON.parse(Buffer.concat(encodeChat(order)).toString());
}

function refused(asked: Asked): string {
  const found = findInexpressible(orderFor({ model: "gemini-3.5-flash", ...asked }));
  assert.ok(found !== null);
  return found;
}

function say(role: string, content: Message["content"], passedOn: object = {}): Message {
  return { role, content, passedOn: { ...passedOn } };
}

function pictured(details: readonly Detail[]): Asked {
  const pictures = details.map((detail) => ({
    base64: Buffer.from("iVBORw0K"),
    mediaType: "image/png",
    width: 1,
    height: 1,
    detail,
  }));
  const parts = pictures.map((_, index) => ({ kind: "picture" as const, index, passedOn: {} }));
  return { pictures, chat: { messages: [say("user", parts)] } };
}

test("what system and developer say stands apart from the turns", () => {
  const body = encode({
    chat: {
      messages: [say("system", "Be brief."), say("user", "Hi"), say("developer", "In verse.")],
    },
  });
  assert.deepEqual(at(body, "systemInstruction"), {
    parts: [{ text: "Be brief." }, { text: "In verse." }],
  });
  assert.deepEqual(at(body, "contents"), [{ role: "user", parts: [{ text: "Hi" }] }]);
  assert.match(refused({ chat: { messages: [say("system", "alone")] } }), /`messages`/);
});

test("sampling fields have their names, and what is not asked for is not sent", () => {
  const asked = {
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    seed: 7,
    stop: "END",
    presence_penalty: 0.1,
    frequency_penalty: -0.1,
    logprobs: true,
    top_logprobs: 3,
    user: "u-1",
    metadata: { a: "b" },
    logit_bias: {},
    parallel_tool_calls: true,
    response_format: null,
  };
  assert.deepEqual(at(encode({ chat: { passedOn: asked } }), "generationConfig"), {
    maxOutputTokens: 77,
    temperature: 0.2,
    topP: 0.9,
    topK: 40,
    seed: 7,
    stopSequences: ["END"],
    presencePenalty: 0.1,
    frequencyPenalty: -0.1,
    responseLogprobs: true,
    logprobs: 3,
  });
  assert.deepEqual(at(encode({}), "generationConfig"), { maxOutputTokens: 77 });
});

test("JSON mode and schema, modalities and the picture's size are said", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const format = { type: "json_schema", json_schema: { name: "x", schema } };
  const config = at(
    encode({
      chat: {
        passedOn: {
          response_format: format,
          modalities: ["text", "image"],
          image_config: { aspect_ratio: "16:9", image_size: "2K" },
        },
      },
    }),
    "generationConfig",
  );
  assert.equal(at(config, "responseMimeType"), "application/json");
  assert.deepEqual(at(config, "responseJsonSchema"), schema);
  assert.deepEqual(at(config, "responseModalities"), ["TEXT", "IMAGE"]);
  assert.deepEqual(at(config, "imageConfig"), { aspectRatio: "16:9", imageSize: "2K" });
  assert.match(
    refused({ chat: { passedOn: { image_config: { quality: "high" } } } }),
    /image_config/,
  );
});

test("effort is a level from the third generation on, and a budget before", () => {
  const thinking = (model: string, passedOn: object) =>
    at(encode({ model, chat: { passedOn: { ...passedOn } } }), "generationConfig.thinkingConfig");
  assert.deepEqual(thinking("gemini-3.5-flash", { reasoning_effort: "low" }), {
    thinkingLevel: "LOW",
  });
  assert.deepEqual(thinking("gemini-2.5-flash", { reasoning_effort: "none" }), {
    thinkingBudget: 0,
  });
  const shown = { reasoning_effort: "high", include_reasoning: true };
  assert.deepEqual(thinking("gemini-2.5-pro", shown), {
    includeThoughts: true,
    thinkingBudget: 24_576,
  });
  assert.equal(thinking("gemini-flash-latest", {}), undefined);
});

test("detail is each picture's own from the third generation on, and the call's before", () => {
  const third = encode(pictured(["low", "auto", "high", "original"]));
  assert.deepEqual(
    listAt(third, "contents.0.parts").map((part) => at(part, "mediaResolution.level")),
    ["MEDIA_RESOLUTION_LOW", undefined, "MEDIA_RESOLUTION_HIGH", "MEDIA_RESOLUTION_ULTRA_HIGH"],
  );
  const second = (details: readonly Detail[]) => ({
    ...pictured(details),
    model: "gemini-2.5-flash",
  });
  const resolution = (details: readonly Detail[]) =>
    at(encode(second(details)), "generationConfig.mediaResolution");
  assert.equal(resolution(["low", "low"]), "MEDIA_RESOLUTION_LOW");
  assert.equal(resolution(["high"]), "MEDIA_RESOLUTION_HIGH");
  assert.equal(resolution(["auto", "high"]), undefined);
  assert.match(refused(second(["low", "high"])), /`detail` low/);
});

const weather = { type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } };
const signed = { google: { thought_signature: "c2lnbmVk" } };

test("tools are declared with their JSON schema, and the choice among them is said", () => {
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tools = [{ type: "function", function: { name: "weather", description: "d", parameters } }];
  const body = (choice: unknown) => encode({ chat: { passedOn: { tools, tool_choice: choice } } });
  assert.deepEqual(at(body("auto"), "tools"), [
    {
      functionDeclarations: [
        { name: "weather", description: "d", parametersJsonSchema: parameters },
      ],
    },
  ]);
  const mode = (choice: unknown) => at(body(choice), "toolConfig.functionCallingConfig");
  assert.deepEqual(mode("required"), { mode: "ANY" });
  assert.deepEqual(mode("none"), { mode: "NONE" });
  assert.deepEqual(mode({ type: "function", function: { name: "weather" } }), {
    mode: "ANY",
    allowedFunctionNames: ["weather"],
  });
  assert.equal(at(body(undefined), "toolConfig"), undefined);
});

test("a second turn brings calls, signatures and results back, all results in one turn", () => {
  const calls = [
    { ...weather, id: "call_r_0", extra_content: signed },
    { ...weather, id: "g-2" },
  ];
  const body = encode({
    chat: {
      messages: [
        say("user", "Weather?"),
        say("assistant", "", { tool_calls: calls, refusal: null }),
        say("tool", '{"degrees":3}', { tool_call_id: "call_r_0" }),
        say("tool", "rain", { tool_call_id: "g-2" }),
        say("user", "And?"),
      ],
    },
  });
  const args = { city: "Oslo" };
  assert.deepEqual(listAt(body, "contents").slice(1), [
    {
      role: "model",
      parts: [
        { functionCall: { name: "weather", args }, thoughtSignature: "c2lnbmVk" },
        { functionCall: { id: "g-2", name: "weather", args } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { name: "weather", response: { degrees: 3 } } },
        { functionResponse: { id: "g-2", name: "weather", response: { output: "rain" } } },
      ],
    },
    { role: "user", parts: [{ text: "And?" }] },
  ]);
});

test("a call without its signature says so where the model would refuse it", () => {
  const messages = [
    say("user", "?"),
    say("assistant", null, { tool_calls: [{ ...weather, id: "a" }] }),
  ];
  const signature = (model: string) =>
    at(encode({ model, chat: { messages } }), "contents.1.parts.0.thoughtSignature");
  assert.equal(signature("gemini-3.5-flash"), "skip_thought_signature_validator");
  assert.equal(signature("gemini-2.5-flash"), undefined);
});

test("what a message holds that this wire can't say is refused with its place", () => {
  const second = (message: Message) => refused({ chat: { messages: [say("user", "?"), message] } });
  assert.match(
    second(say("tool", "x", { tool_call_id: "nobody" })),
    /`messages\[1\]`.*tool_call_id/,
  );
  assert.match(second(say("assistant", "x", { images: [{}] })), /`images`/);
  assert.match(second(say("assistant", "x", { function_call: {} })), /`function_call`/);
  const broken = { type: "function", function: { name: "f", arguments: "{" } };
  assert.match(second(say("assistant", null, { tool_calls: [broken] })), /no JSON object/);
  const part = { kind: "picture" as const, index: 0, passedOn: {} };
  assert.match(second(say("system", [part])), /can't hold pictures/);
});
