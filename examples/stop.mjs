import OpenAI from "openai";

const client = new OpenAI();
const stream = await client.chat.completions.create({
  model: "gemini-3.1-flash-image-preview",
  messages: [{ role: "user", content: "Describe a toll gate in 2000 words." }],
  stream: true,
});
let count = 0;
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  count += 1;
  if (count === 40) {
    // The stream then ends by itself, with finish_reason "stop".
    const bill = await client.post(`/chat/completions/${chunk.id}/cancel`);
    console.log(`\n\n${bill.status}: ${bill.usage.completion_tokens} tokens, $${bill.cost}`);
  }
}
