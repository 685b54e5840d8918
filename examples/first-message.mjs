import Anthropic from "@anthropic-ai/sdk";

// Reads ANTHROPIC_BASE_URL and ANTHROPIC_API_KEY.
const client = new Anthropic();
const message = await client.messages.create({
  model: "gemini-3.1-flash-image-preview",
  max_tokens: 300,
  messages: [{ role: "user", content: "What does a toll gate do?" }],
});
console.log(message.content[0].text);
console.log(`${message.usage.output_tokens} tokens, $${message.usage.cost}`);
