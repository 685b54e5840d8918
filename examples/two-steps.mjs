import { readFileSync } from "node:fs";
import OpenAI from "openai";

const client = new OpenAI();
const picture = readFileSync("docs/pictures/toll-gate.png", "base64");
const content = [
  { type: "text", text: "Write the catalogue entry for this." },
  { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } },
];
const answer = await client.chat.completions.create({
  model: "two-step/gemini-3.1-flash-image-preview+gpt-4o-mini",
  max_tokens: 300,
  messages: [{ role: "user", content }],
  two_step: { summary_tokens: 128 },
});
console.log(answer.choices[0].message.content);
const record = await client.get(`/chat/completions/${answer.id}`);
for (const { model, usage, cost } of record.steps) {
  console.log(`${model}: ${usage.completion_tokens} tokens, $${cost}`);
}
console.log(`together $${record.cost}`);
