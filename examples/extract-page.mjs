import { readFileSync } from "node:fs";
import OpenAI from "openai";

const client = new OpenAI();
const schema = {
  type: "object",
  properties: { title: { type: "string" }, total: { type: "number" } },
  required: ["title", "total"],
  additionalProperties: false,
};
const picture = readFileSync("docs/pictures/toll-gate.png", "base64");
const content = [
  { type: "text", text: "Read this page." },
  { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } },
];
const { choices, usage } = await client.chat.completions.create({
  model: "gemini-3.1-flash-image-preview",
  max_tokens: 200,
  messages: [{ role: "user", content }],
  response_format: { type: "json_schema", json_schema: { name: "page", strict: true, schema } },
  max_cost: "0.02",
});
const page = JSON.parse(choices[0].message.content);
console.log(Object.keys(page).sort(), `$${usage.cost}`);
