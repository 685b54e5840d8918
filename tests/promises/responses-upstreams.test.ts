import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { APIError } from "openai";
import { readRecord } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at, textAt } from "../doubles/json.ts";
import { operate } from "../doubles/operator.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";
import { openThreeWires } from "../doubles/three-wires.ts";

// One client of Responses, over the wires of three providers.
const { gateway } = await openThreeWires();
const operator = operate(gateway);
const models = ["gpt-4o", "gemini-3.5-flash", "claude-opus-4-5"];
const thinkers = models.slice(1);

const weather = {
  type: "function" as const,
  name: "get_weather",
  description: "The weather of a city",
  strict: false,
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

async function enter() {
  const customer = await operator.customer();
  const client = new OpenAI({ apiKey: customer.secret, baseURL: `${gateway.url()}/v1` });
  return { ...customer, client, caller: operator.caller(customer) };
}

/** Items of an answer as a program sends them back: over the wire, and as they came. */
function again(output: readonly unknown[]): OpenAI.Responses.ResponseInput {
  return JSON.parse(JSON.stringify(output));
}

for (const model of models) {
  test(`${model}: streamed and buffered say and cost the same`, async () => {
    const { accountId, client, caller } = await enter();
    const image_url = await plainPicture(64, 64, "#c81e1e");
    const body = {
      model,
      instructions: "Be kind.",
      max_output_tokens: 200,
      input: [
        {
          role: "user" as const,
          content: [
            { type: "input_text" as const, text: "What is in this picture?" },
            { type: "input_image" as const, detail: "auto" as const, image_url },
          ],
        },
      ],
    };
    const whole = await client.responses.create(body);
    const streamed = await client.responses.stream(body).finalResponse();
    assert.equal(streamed.output_text, whole.output_text);
    assert.deepEqual(streamed.usage, whole.usage);
    const [one, other] = await Promise.all(
      [whole.id, streamed.id].map(async (id) => (await readRecord(caller, id)).json),
    );
    assert.equal(at(one, "cost"), at(other, "cost"));
    const { posted } = await operator.balance(accountId);
    assert.equal(dollars("10.00") - posted, dollars(textAt(one, "cost")) * 2n);
  });

  test(`${model}: a call of a function, and an answer from its result`, async () => {
    const { client } = await enter();
    const input: OpenAI.Responses.ResponseInput = [
      { role: "user", content: "What is the weather in Paris?" },
    ];
    const asked = { model, tools: [weather], max_output_tokens: 4_000 };
    const first = await client.responses.create({ ...asked, input, tool_choice: "required" });
    const call = first.output.find((item) => item.type === "function_call");
    assert(call?.type === "function_call", JSON.stringify(first.output));
    const result = { type: "function_call_output" as const, output: "Sunny, 21 degrees" };
    input.push(...again(first.output), { ...result, call_id: call.call_id });
    const second = await client.responses.create({ ...asked, input });
    assert.match(second.output_text, /Sunny/);
  });
}

for (const model of thinkers) {
  test(`${model}: thoughts are items, and what is signed goes into the next turn`, async () => {
    const { client } = await enter();
    const input: OpenAI.Responses.ResponseInput = [
      { role: "user", content: "What is the weather in Paris?\n!sandbox thoughts=20" },
    ];
    const asked = {
      model,
      tools: [weather],
      max_output_tokens: 4_000,
      reasoning: { effort: "low" as const, summary: "auto" as const },
    };
    const first = await client.responses.create({ ...asked, input });
    const streamed = await client.responses.stream({ ...asked, input }).finalResponse();
    const kinds = first.output.map((item) => item.type);
    assert.deepEqual(kinds.slice(0, 2), ["reasoning", "function_call"]);
    assert.deepEqual(
      kinds,
      streamed.output.map((item) => item.type),
    );
    assert(textAt(first.output, "0.summary.0.text").length > 0);
    assert.equal(at(first.usage, "output_tokens_details.reasoning_tokens"), 20);
    const call = first.output[1];
    assert(call?.type === "function_call");
    const result = { type: "function_call_output" as const, output: "Sunny, 21 degrees" };
    input.push(...again(first.output), { ...result, call_id: call.call_id });
    const second = await client.responses.create({ ...asked, input });
    assert.match(second.output_text, /Sunny/);
  });
}

test("a thought that was signed elsewhere is refused where it stands", async () => {
  const { client } = await enter();
  const forged = { type: "reasoning" as const, id: "rs_1", summary: [] };
  await assert.rejects(
    client.responses.create({
      model: "claude-opus-4-5",
      input: [{ ...forged, encrypted_content: "gAAAAAB" }],
    }),
    (error) => error instanceof APIError && error.param === "input[0].encrypted_content",
  );
});
