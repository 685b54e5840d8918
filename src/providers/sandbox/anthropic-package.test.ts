import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { at } from "../../../tests/doubles/json.ts";
import { callSandbox, plainPicture } from "../../../tests/doubles/sandbox-caller.ts";

async function connect(context: TestContext) {
  const { url, metered } = await callSandbox(context);
  const client = new Anthropic({ baseURL: url, apiKey: "none", authToken: null, maxRetries: 0 });
  return { client, metered };
}

const model = "claude-opus-5";
const question = (content: string) => [{ role: "user" as const, content }];

test("the official package reads of a picture, as the meter counted it", async (context) => {
  const { client, metered } = await connect(context);
  const [, data = ""] = (await plainPicture(640, 320, "#e61414")).split(",");
  const source = { type: "base64" as const, media_type: "image/png" as const, data };
  const stream = client.messages.stream(
    {
      model,
      max_tokens: 80,
      system: [
        { type: "text", text: "Be brief.", cache_control: { type: "ephemeral", ttl: "1h" } },
      ],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is it?" },
            { type: "image", source },
          ],
        },
      ],
    },
    { headers: { "x-client-request-id": "looked-at" } },
  );
  const message = await stream.finalMessage();
  const [block] = message.content;
  assert.ok(block?.type === "text");
  assert.match(block.text, /640/);
  const oracle = await metered("looked-at");
  // 23 columns of 12 rows, each of 28 pixels.
  assert.equal(at(oracle, "image_tokens"), 276);
  assert.equal(message.usage.input_tokens, at(oracle, "prompt_tokens"));
  assert.equal(message.usage.output_tokens, at(oracle, "completion_tokens"));
});

test("a whole answer says the same as a stream, and the limit ends it", async (context) => {
  const { client } = await connect(context);
  const asked = { model, max_tokens: 20, messages: question("Tell me about red in 200 words") };
  const whole = await client.messages.create(asked);
  const streamed = await client.messages.stream(asked).finalMessage();
  assert.deepEqual(whole.content, streamed.content);
  assert.equal(whole.stop_reason, "max_tokens");
  assert.equal(whole.usage.output_tokens, 20);
});

test("JSON comes by its schema, and a tool is called, answered and told of", async (context) => {
  const { client } = await connect(context);
  const schema = {
    type: "object" as const,
    properties: { colour: { type: "string" } },
    required: ["colour"],
  };
  const json = await client.messages.create({
    model,
    max_tokens: 200,
    messages: question("A colour?"),
    output_config: { format: { type: "json_schema", schema } },
  });
  const [said] = json.content;
  assert.ok(said?.type === "text");
  assert.equal(typeof JSON.parse(said.text).colour, "string");

  const input_schema = { type: "object" as const, properties: { city: { type: "string" } } };
  const tools = [{ name: "weather", description: "The weather of a city", input_schema }];
  const asked = { model, max_tokens: 200, tools };
  const first = await client.messages
    .stream({ ...asked, messages: question("Use weather for Oslo") })
    .finalMessage();
  assert.equal(first.stop_reason, "tool_use");
  const call = first.content.find((block) => block.type === "tool_use");
  assert.ok(call);
  const turn = { role: "assistant" as const, content: first.content };
  const begun = [...question("Use weather for Oslo"), turn];
  const result = { type: "tool_result" as const, tool_use_id: call.id, content: '{"degrees":3}' };
  const second = await client.messages.create({
    ...asked,
    messages: [...begun, { role: "user", content: [result] }],
  });
  const [told] = second.content;
  assert.ok(told?.type === "text");
  assert.match(told.text, /degrees/);
  const forgotten = client.messages.create({
    ...asked,
    messages: [...begun, ...question("And?")],
  });
  await assert.rejects(forgotten, /without `tool_result` blocks/);
});

test("thoughts are billed, signed, and shown unless left out", async (context) => {
  const { client } = await connect(context);
  const think = (display: "summarized" | "omitted") =>
    client.messages
      .stream({
        model,
        max_tokens: 300,
        messages: question("Why is it red?"),
        thinking: { type: "adaptive", display },
        output_config: { effort: "low" },
      })
      .finalMessage();
  const shown = await think("summarized");
  const [thought] = shown.content;
  assert.ok(thought?.type === "thinking" && thought.thinking.length > 0);
  assert.equal(shown.usage.output_tokens_details?.thinking_tokens, 16);
  const hidden = (await think("omitted")).content[0];
  assert.ok(hidden?.type === "thinking" && hidden.thinking === "");
  assert.equal(hidden.signature, thought.signature);
  const forged = { ...thought, signature: "forged" };
  const again = client.messages.create({
    model,
    max_tokens: 10,
    messages: [...question("Why?"), { role: "assistant", content: [forged] }, ...question("And?")],
  });
  await assert.rejects(again, /Invalid `signature`/);
});

test("what is cached stands outside the input, writes by their time", async (context) => {
  const { client } = await connect(context);
  const text = "How red is it?\n!sandbox usage_prompt=100 cache_read=50 cache_write=20";
  const { usage } = await client.messages.create({
    model,
    max_tokens: 10,
    messages: question(`${text} cache_write_1h=10`),
  });
  assert.equal(usage.input_tokens, 20);
  assert.equal(usage.cache_read_input_tokens, 50);
  assert.equal(usage.cache_creation_input_tokens, 30);
  assert.deepEqual(usage.cache_creation, {
    ephemeral_5m_input_tokens: 20,
    ephemeral_1h_input_tokens: 10,
  });
});

test("tokens are counted as they are billed, and models are listed", async (context) => {
  const { client } = await connect(context);
  const messages = question("How many tokens is this?");
  const counted = await client.messages.countTokens({ model, messages });
  const answered = await client.messages.create({ model, max_tokens: 5, messages });
  assert.equal(counted.input_tokens, answered.usage.input_tokens);
  const names: string[] = [];
  for await (const one of client.models.list()) names.push(one.id);
  assert.ok(names.includes("claude-3-opus"));
});

test("failures and wrong bodies come in Anthropic's shape, in mid-stream too", async (context) => {
  const { client } = await connect(context);
  const fail = (content: string) =>
    client.messages.create({ model, max_tokens: 50, messages: question(content) });
  await assert.rejects(fail("x\n!sandbox status=529"), (error) => {
    assert.ok(error instanceof Anthropic.APIError);
    assert.deepEqual([error.status, error.type], [529, "overloaded_error"]);
    return true;
  });
  await assert.rejects(fail("x\n!sandbox status=429"), Anthropic.RateLimitError);
  await assert.rejects(fail("x\n!sandbox nonsense=1"), /invalid_request_error/);
  const empty = client.messages.create({ model, max_tokens: 5, messages: [] });
  await assert.rejects(empty, /messages/);
  const broken = client.messages.stream({
    model,
    max_tokens: 50,
    messages: question("x\n!sandbox tokens=40 error_after=5"),
  });
  await assert.rejects(broken.finalMessage(), /as it was asked to/);
  const refusal = await fail("Say it\n!sandbox block=answer");
  assert.equal(refusal.stop_reason, "refusal");
});
