import { Farebox } from "@farebox/client";
import { picture } from "@farebox/client/pictures";

// Takes FAREBOX_BASE_URL and FAREBOX_API_KEY, or what the openai package takes.
const farebox = new Farebox();
const content = [
  { type: "text", text: "What is in this picture? Answer in 500 words." },
  await picture("docs/pictures/toll-gate.png", { detail: "low" }),
];
const body = { model: "gemini-3.1-flash-image-preview", messages: [{ role: "user", content }] };

const { cost } = await farebox.estimate({ ...body, max_tokens: 500 });
console.log(`at most $${cost.total_max}`);

// A lost connection is found again; leaving the loop, or `stop`, ends the call and its bill.
const stream = await farebox.stream({ ...body, max_tokens: 500 }, { maxCost: "0.02" });
for await (const piece of stream.text()) {
  process.stdout.write(piece);
  if (stream.received === 60) {
    const { amount, tokens, source } = await stream.measure();
    console.log(`\n\n$${amount} so far: ${tokens} tokens, ${source} by the gateway`);
    break;
  }
}
const bill = await stream.stop();
console.log(`${bill.status}: ${bill.usage.completion_tokens} tokens, $${bill.cost}`);
await farebox.close();
