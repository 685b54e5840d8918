import assert from "node:assert/strict";
import { test } from "node:test";
import { countPrompt } from "./count-prompt.ts";
import { isRejection } from "./request.ts";
import { readOpenaiRequest } from "./wires/openai-request.ts";

async function textTokens(body: object): Promise<number> {
  const request = readOpenaiRequest({ model: "gpt-4o", ...body });
  assert(!isRejection(request), JSON.stringify(request));
  return (await countPrompt(request, [])).text;
}

test("the cookbook's sample conversation counts 124, as the provider's API does", async () => {
  const system = (name: string | null, content: string) => ({ role: "system", name, content });
  const messages = [
    system(
      null,
      "You are a helpful, pattern-following assistant that translates corporate jargon into " +
        "plain English.",
    ),
    system("example_user", "New synergies will help drive top-line growth."),
    system("example_assistant", "Things working well together will increase revenue."),
    system(
      "example_user",
      "Let's circle back when we have more bandwidth to touch base on opportunities for " +
        "increased leverage.",
    ),
    system("example_assistant", "Let's talk later when we're less busy about how to do better."),
    {
      role: "user",
      content:
        "This late pivot means we don't have time to boil the ocean for the client deliverable.",
    },
  ];
  assert.equal(await textTokens({ messages }), 124);
});

test("the cookbook's sample with a tool counts 101, as the provider's API does", async () => {
  const properties = {
    location: { type: "string", description: "The city and state, e.g. San Francisco, CA" },
    unit: {
      type: "string",
      description: "The unit of temperature to return",
      enum: ["celsius", "fahrenheit"],
    },
  };
  const tool = {
    name: "get_current_weather",
    description: "Get the current weather in a given location",
    parameters: { type: "object", properties, required: ["location"] },
  };
  const messages = [
    {
      role: "system",
      content: "You are a helpful assistant that can answer to questions about the weather.",
    },
    { role: "user", content: "What's the weather like in San Francisco?" },
  ];
  const tools = [{ type: "function", function: tool }];
  assert.equal(await textTokens({ messages, tools }), 101);
});
