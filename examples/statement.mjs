// Two calls that belong together, their line of the statement, and what is carried.
import OpenAI from "openai";

const client = new OpenAI();
const session = `conversation-${process.pid}`;
for (const tokens of [17, 16]) {
  const { usage } = await client.chat.completions.create({
    model: "gemini-3.1-flash-image-preview",
    max_tokens: tokens,
    messages: [{ role: "user", content: "What does a toll gate do?" }],
    session_id: session,
  });
  console.log(`${tokens} tokens of output: $${usage.cost}`);
}

const line = await client.post(`/sessions/${session}/settle`);
console.log(`$${line.charged}: mills settled: ${line.mills}, carried: $${line.carried}`);

const cycle = new Date().toISOString().slice(0, 7);
const statement = await client.get(`/statements?cycle=${cycle}`);
console.log(statement.arithmetic);
