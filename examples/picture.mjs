import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";

const client = new OpenAI();
const { data, size, usage } = await client.images.generate({
  model: "gemini-3.1-flash-image",
  prompt: "A red toll gate.",
  size: "512x512",
});
const file = join(tmpdir(), "toll-gate.png");
await writeFile(file, Buffer.from(data[0].b64_json, "base64"));
const tokens = usage.output_tokens_details.image_tokens;
console.log(`${file}: ${size}, ${tokens} tokens, $${usage.cost}`);
