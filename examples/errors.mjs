// What to do is told by the status, and by the code where one status has several reasons.
import OpenAI, { APIConnectionError, APIError } from "openai";

async function ask(client, model, maxCost) {
  try {
    const messages = [{ role: "user", content: "Hi" }];
    const answer = await client.chat.completions.create({ model, messages, max_cost: maxCost });
    return answer.choices[0].message.content;
  } catch (error) {
    if (error instanceof APIConnectionError) {
      return "the gateway can't be reached: is its address right?";
    }
    if (error instanceof APIError) return advise(error);
    throw error;
  }
}

function advise({ status, code, headers, error }) {
  const details = error.metadata ?? {};
  switch (status) {
    case 401:
      return code === "model_not_available"
        ? `this key may use ${details.available_models}`
        : "the key is wrong: ask for another one";
    case 402:
      return `no money for this: ${error.message}`;
    case 429:
      return `too fast: wait ${headers.get("retry-after")} s`;
    case 500:
    case 504:
      return `the provider failed; charged: $${details.cost ?? "0.00"}`;
    default:
      return `${status} ${code}: ${error.message}`;
  }
}

const client = new OpenAI();
console.log(await ask(client.withOptions({ apiKey: "sk-mistyped" }), "gpt-4o", "0.01"));
console.log(await ask(client, "gpt-4", "0.01"));
console.log(await ask(client, "gpt-4o", "0.000001"));
