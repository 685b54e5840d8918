// The same picture at each detail: what it counts and the most that the call can cost.
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const client = new OpenAI();
const picture = readFileSync("docs/pictures/toll-gate.png", "base64");
for (const detail of ["low", "auto", "high"]) {
  const content = [
    { type: "text", text: "What is in this picture?" },
    { type: "image_url", image_url: { url: `data:image/png;base64,${picture}`, detail } },
  ];
  const body = {
    model: "gemini-3.1-flash-image-preview",
    max_tokens: 100,
    messages: [{ role: "user", content }],
  };
  const { images, cost } = await client.post("/estimate", { body });
  const [{ width, height, tokens }] = images;
  console.log(`${detail}: ${width} x ${height}, ${tokens} tokens, at most $${cost.total_max}`);
}
