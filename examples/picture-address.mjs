import OpenAI from "openai";

const client = new OpenAI();
// PICTURE_URL is the address of a picture that anybody may fetch.
const content = [
  { type: "text", text: "What is in this picture?" },
  { type: "image_url", image_url: { url: process.env.PICTURE_URL, detail: "low" } },
];
const { choices, usage } = await client.chat.completions.create({
  model: "gpt-4o",
  max_tokens: 100,
  messages: [{ role: "user", content }],
});
console.log(choices[0].message.content);
const tokens = usage.prompt_tokens_details.image_tokens;
console.log(`the picture: ${tokens} tokens; the call: $${usage.cost}`);
