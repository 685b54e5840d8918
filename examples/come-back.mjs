// A call that goes on without its client. Its name is ours, so it is known before the answer.
import OpenAI from "openai";

const client = new OpenAI();
const name = `report-${process.pid}`;
const stream = await client.chat.completions.create(
  {
    model: "gpt-4o",
    max_tokens: 400,
    messages: [{ role: "user", content: "Describe a toll gate in 2000 words." }],
    stream: true,
  },
  { headers: { "x-client-request-id": name, "x-farebox-on-disconnect": "finish" } },
);
let received = 0;
for await (const _chunk of stream) {
  received += 1;
  if (received === 20) break; // leaving the loop closes the connection
}
console.log(`the connection is gone after event ${received}`);

// Back again: every event after the last one that came, live.
const path = `/chat/completions/${name}`;
const rest = await client.get(`${path}/stream?after=${received}`).asResponse();
const reader = rest.body.pipeThrough(new TextDecoderStream()).getReader();
console.log((await reader.read()).value.split("\n").slice(0, 2).join("\n"));
await reader.cancel();

// Enough of it: the bill.
const bill = await client.post(`${path}/cancel`);
console.log(`${bill.status}: ${bill.usage.completion_tokens} tokens, $${bill.cost}`);
