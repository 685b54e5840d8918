// A key that may use one model for little money, and what it is told where it asks for more.
// Wants GATEWAY (http://127.0.0.1:8080), ADMIN_TOKEN, and PROJECT_ID from examples/operator.sh.
import OpenAI, { APIError } from "openai";

const { GATEWAY, ADMIN_TOKEN, PROJECT_ID } = process.env;

async function admin(method, path, body) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const address = `${GATEWAY}/admin/v1${path}`;
  const response = await fetch(address, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return await response.json();
}

async function ask(model) {
  const messages = [{ role: "user", content: "Hi" }];
  try {
    const { usage } = await client.chat.completions.create({ model, max_tokens: 20, messages });
    console.log(`${model}: $${usage.cost}`);
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    console.log(`${model}: ${error.status} ${error.code}: ${error.error.message}`);
  }
}

const key = await admin("POST", "/keys", {
  project_id: PROJECT_ID,
  name: "web",
  models: ["gpt-4o"],
  output_tokens_max: 500,
  spend_limit: { amount: "1.00", period: "day" },
});
const client = new OpenAI({ baseURL: `${GATEWAY}/v1`, apiKey: key.secret });

await ask("claude-3-5-haiku");
await admin("PATCH", `/keys/${key.id}`, { models: ["gpt-4o", "claude-3-5-haiku"] });
await ask("claude-3-5-haiku");
await admin("PATCH", `/keys/${key.id}`, { disabled: true });
await ask("claude-3-5-haiku");
