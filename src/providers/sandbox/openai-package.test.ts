import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import OpenAI, { APIError, BadRequestError, RateLimitError } from "openai";
import { numberAt, textAt } from "../../../tests/doubles/json.ts";
import {
  callSandbox,
  pictureMessage,
  plainPicture,
} from "../../../tests/doubles/sandbox-caller.ts";

const model = "gemini-3.1-flash-image-preview";

async function enter(context: TestContext) {
  const sandbox = await callSandbox(context);
  const options = { apiKey: "none", baseURL: `${sandbox.url}/v1`, maxRetries: 0 };
  return { sandbox, client: new OpenAI(options) };
}

const weather = {
  type: "function" as const,
  function: {
    name: "get_weather",
    description: "The weather of a city.",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, days: { type: "integer", minimum: 3 } },
      required: ["city", "days"],
    },
  },
};

test("a plain call is answered about its own words, the same each time", async (context) => {
  const { client } = await enter(context);
  const messages = [{ role: "user" as const, content: "How high is the Zugspitze?" }];
  const one = await client.chat.completions.create({ model, messages });
  const other = await client.chat.completions.create({ model, messages });
  const text = one.choices[0]?.message.content ?? "";
  assert.match(text, /Zugspitze/);
  assert.equal(other.choices[0]?.message.content, text);
  assert.equal(one.choices[0]?.finish_reason, "stop");
  assert.notEqual(one.id, other.id);
  assert.equal(one.usage?.prompt_tokens_details?.cached_tokens, 0);
});

test("a streamed call gives one token an event, and its usage last", async (context) => {
  const { client } = await enter(context);
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "Tell me something." }],
    stream: true,
    stream_options: { include_usage: true },
  });
  let contents = 0;
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    if ((chunk.choices[0]?.delta.content ?? "") !== "") contents += 1;
  }
  const last = chunks.at(-1);
  assert.deepEqual(last?.choices, []);
  assert.equal(last?.usage?.completion_tokens, contents);
  assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, "stop");
  assert(chunks.slice(0, -1).every((chunk) => chunk.usage === null));
});

test("pictures are looked at: number, size, format and colours are told", async (context) => {
  const { client } = await enter(context);
  const urls = [await plainPicture(640, 480, "#1050e0"), await plainPicture(100, 300, "#ffffff")];
  const message = pictureMessage("What colours are these pictures?", urls);
  const answer = await client.chat.completions.create({ model, messages: [message] });
  const text = answer.choices[0]?.message.content ?? "";
  assert.match(text, /2 pictures/);
  assert.match(text, /640 by 480 pixels \(landscape/);
  assert.match(text, /100 by 300 pixels \(portrait/);
  assert.match(text, /blue #1050e0 \(100%\)/);
  assert.match(text, /white #ffffff/);
  assert(text.indexOf("blue") < text.indexOf("640"), "what was asked for comes first");
  assert.equal(numberAt(answer.usage, "prompt_tokens_details.image_tokens"), 2 * 258);
  const tokens = answer.usage?.completion_tokens ?? 0;
  assert(tokens > 150 && tokens < 320, `${tokens} tokens`);
});

test("a tool is called with arguments of its schema, and its result is told", async (context) => {
  const { client } = await enter(context);
  const question = { role: "user" as const, content: "What is the weather in New York?" };
  const first = await client.chat.completions.create({
    model,
    messages: [question],
    tools: [weather],
  });
  const call = first.choices[0]?.message.tool_calls?.[0];
  assert(call?.type === "function");
  assert.equal(first.choices[0]?.finish_reason, "tool_calls");
  assert.deepEqual(JSON.parse(call.function.arguments), { city: "New York", days: 3 });
  const second = await client.chat.completions.create({
    model,
    tools: [weather],
    messages: [
      question,
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: call.id, content: "Sunny, 21 degrees" },
    ],
  });
  assert.match(
    second.choices[0]?.message.content ?? "",
    /get_weather answered: "Sunny, 21 degrees"/,
  );
  assert.equal(second.choices[0]?.finish_reason, "stop");
});

test("a streamed tool call comes name first, then its arguments in pieces", async (context) => {
  const { client } = await enter(context);
  const stream = client.chat.completions.stream({
    model,
    messages: [{ role: "user", content: "Anything." }],
    tools: [weather],
    tool_choice: { type: "function", function: { name: "get_weather" } },
  });
  let pieces = 0;
  stream.on("tool_calls.function.arguments.delta", () => {
    pieces += 1;
  });
  const message = await stream.finalMessage();
  const call = message.tool_calls?.[0];
  assert(call?.type === "function" && call.id.startsWith("call_"));
  assert.equal(call.function.name, "get_weather");
  assert.equal(JSON.parse(call.function.arguments).days, 3);
  assert(pieces > 3);
});

test("no tool is called where none fits or the choice says none", async (context) => {
  const { client } = await enter(context);
  const ask = async (content: string, tool_choice: "auto" | "none" | "required") => {
    const messages = [{ role: "user" as const, content }];
    const body = { model, messages, tools: [weather], tool_choice };
    const answer = await client.chat.completions.create(body);
    return answer.choices[0]?.finish_reason;
  };
  assert.equal(await ask("Sing a song.", "auto"), "stop");
  assert.equal(await ask("The weather?", "none"), "stop");
  assert.equal(await ask("Sing a song.", "required"), "tool_calls");
});

test("a JSON answer has its schema's shape and the picture's measurements", async (context) => {
  const { client } = await enter(context);
  const schema = {
    type: "object",
    properties: {
      width: { type: "integer" },
      height: { type: "integer" },
      format: { enum: ["JPEG", "PNG"] },
      mainColor: { type: "string" },
      brightness: { type: "integer", minimum: 0, maximum: 100 },
      is_portrait: { type: "boolean" },
    },
    required: ["width", "height"],
    additionalProperties: false,
  };
  const answer = await client.chat.completions.create({
    model,
    messages: [pictureMessage("Measure.", [await plainPicture(60, 90, "#ffffff")])],
    response_format: { type: "json_schema", json_schema: { name: "measure", schema } },
  });
  assert.deepEqual(JSON.parse(answer.choices[0]?.message.content ?? ""), {
    width: 60,
    height: 90,
    format: "PNG",
    mainColor: "white",
    brightness: 100,
    is_portrait: true,
  });
  const free = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "Answer in JSON." }],
    response_format: { type: "json_object" },
  });
  assert.match(textAt(JSON.parse(free.choices[0]?.message.content ?? ""), "answer"), /in JSON/);
});

test("errors arrive as the package's own classes", async (context) => {
  const { client } = await enter(context);
  const failure = (content: string) =>
    client.chat.completions
      .create({ model, messages: [{ role: "user", content }] })
      .catch((error: unknown) => error);
  const busy = await failure("!sandbox status=429 retry_after=3");
  assert(busy instanceof RateLimitError && busy.headers?.get("retry-after") === "3");
  const unknown = await failure("!sandbox colour=red");
  assert(unknown instanceof BadRequestError && /Allowed: status/.test(unknown.message));
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "!sandbox error_after=5" }],
    stream: true,
  });
  let chunks = 0;
  const broken = async () => {
    for await (const _ of stream) chunks += 1;
  };
  await assert.rejects(broken, APIError);
  assert(chunks >= 5);
});

test("the models are listed", async (context) => {
  const { client } = await enter(context);
  const { data } = await client.models.list();
  assert(data.some((one) => one.id === model && one.object === "model"));
});
