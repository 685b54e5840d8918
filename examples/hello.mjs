import OpenAI from "openai";

const client = new OpenAI(); // takes OPENAI_BASE_URL and OPENAI_API_KEY from the environment
const { data: answer, response } = await client.chat.completions
  .create({
    model: "gpt-4o",
    max_tokens: 200,
    messages: [{ role: "user", content: "What does a toll gate do?" }],
  })
  .withResponse();
console.log(answer.choices[0].message.content);
console.log(`set aside $${response.headers.get("x-farebox-hold")}`);
console.log(`charged $${answer.usage.cost} for ${answer.usage.total_tokens} tokens`);
console.log(`answered by ${response.headers.get("x-farebox-upstream")}, as ${answer.id}`);
