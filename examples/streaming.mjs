import OpenAI, { APIError } from "openai";

const client = new OpenAI();
let whole = false;
try {
  const stream = await client.chat.completions.create({
    model: "gpt-4o",
    max_tokens: 100,
    messages: [{ role: "user", content: "What does a toll gate do?" }],
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const { choices, usage } of stream) {
    process.stdout.write(choices[0]?.delta.content ?? "");
    whole ||= Boolean(choices[0]?.finish_reason);
    if (usage) console.log(`\n${usage.completion_tokens} tokens, $${usage.cost}`);
  }
} catch (error) {
  if (!(error instanceof APIError)) throw error;
  // A stream that ends badly says so in its last chunk; what came until then is charged.
  console.log(`\nended by ${error.code}, $${error.error?.metadata?.cost}`);
}
console.log(whole ? "whole" : "not whole");
