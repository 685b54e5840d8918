import OpenAI from "openai";

const client = new OpenAI();
const workload = {
  name: "Captions",
  calls_per_day: 2000,
  images: [{ width: 1280, height: 960, detail: "low" }],
  prompt_tokens: 40,
  output_tokens: 180,
  needs: ["vision"],
  models: ["gemini-3.1-flash-image-preview", "gpt-4o", "claude-3-5-haiku"],
};
const plan = await client.post("/plan", { body: workload });
for (const { model, cost, verdict, reason } of plan.models) {
  console.log(`${model}: $${cost.call.mean} a call, $${cost.month} a month`);
  console.log(`  ${verdict}: ${reason}`);
}
