import OpenAI from "openai";

const client = new OpenAI();

/** Asks for a long answer that may cost so much, in dollars, and not more. */
async function ask(budget) {
  const answer = await client.chat.completions.create({
    model: "gemini-3.1-flash-image-preview",
    messages: [{ role: "user", content: "Describe a toll gate in 2000 words." }],
    max_cost: budget,
  });
  return `${answer.choices[0].finish_reason}, $${answer.usage.cost}`;
}

for (const budget of ["0.01", "0.00001"]) {
  try {
    console.log(`for $${budget}: ${await ask(budget)}`);
  } catch (error) {
    // 402 is about money and waiting doesn't help; 429 is about pace and waiting does.
    console.log(`for $${budget}: ${error.status} ${error.code}`);
  }
}
