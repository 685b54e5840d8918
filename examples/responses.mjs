import OpenAI from "openai";

const client = new OpenAI();
const weather = {
  type: "function",
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  strict: false,
};
const body = { model: "gpt-4o", tools: [weather] };

const input = [{ role: "user", content: "What is the weather in Paris?" }];
const first = await client.responses.create({ ...body, input, tool_choice: "required" });
const call = first.output.find((item) => item.type === "function_call");
console.log(`${call.name}(${call.arguments}), $${first.usage.cost}`);

// The whole conversation goes along: what the model said, as it came, and the result.
input.push(...first.output);
input.push({ type: "function_call_output", call_id: call.call_id, output: "Sunny, 21 degrees" });
const second = await client.responses.create({ ...body, input });
console.log(`${second.output_text}\n${second.status}, $${second.usage.cost}`);
