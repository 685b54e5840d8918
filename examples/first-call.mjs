import { readFileSync } from "node:fs";
import OpenAI from "openai";

const client = new OpenAI(); // takes OPENAI_BASE_URL and OPENAI_API_KEY from the environment
const picture = readFileSync("docs/pictures/toll-gate.png", "base64");
const question = [
  { type: "text", text: "What is in this picture?" },
  { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } },
];

const stream = await client.chat.completions.create({
  model: "gemini-3.1-flash-image-preview",
  max_tokens: 300,
  messages: [{ role: "user", content: question }],
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  if (chunk.usage) console.log(`\n\n${chunk.usage.total_tokens} tokens, $${chunk.usage.cost}`);
}
