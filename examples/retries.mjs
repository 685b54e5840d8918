// The package's own retries are off, to show what they do and what they leave out.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { APIConnectionError, APIError } from "openai";

const client = new OpenAI({ maxRetries: 0 });
const attemptsMax = 4;

async function ask(question) {
  // Chosen before the first attempt: however often it is sent, it is one call, charged once.
  const headers = { "idempotency-key": randomUUID() };
  const messages = [{ role: "user", content: question }];
  const body = { model: "gpt-4o", max_tokens: 50, messages };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.chat.completions.create(body, { headers });
    } catch (error) {
      const pause = pauseAfter(error, attempt);
      if (pause === null || attempt === attemptsMax) throw error;
      console.log(`attempt ${attempt}: ${error.message}; again in ${pause.toFixed(1)} s`);
      await sleep(pause * 1000);
    }
  }
}

/** Seconds to wait, or null where repeating can't help. */
function pauseAfter(error, attempt) {
  const jittered = Math.random() * Math.min(8, 0.5 * 2 ** attempt);
  if (error instanceof APIConnectionError) return jittered;
  if (!(error instanceof APIError)) return null;
  if (error.headers?.get("x-should-retry") === "false") return null;
  if (![408, 429].includes(error.status) && !(error.status >= 500)) return null;
  const told = error.headers?.get("retry-after");
  return told === null || told === undefined ? jittered : Number(told);
}

const { usage } = await ask("What does a toll gate do?");
console.log(`$${usage.cost}`);
