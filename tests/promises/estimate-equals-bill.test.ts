import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { bufferedChat, type Caller } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at, numberAt } from "../doubles/json.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";
import { openStage } from "../doubles/stage.ts";

const sandbox = await openSandbox({
  port: 0,
  tokensPerSecond: 0,
  firstTokenMs: { min: 0, max: 0 },
});
after(() => sandbox.close());
const stage = await openStage({
  providers: () => ({
    openai: { kind: "openai", base_url: `${sandbox.url}/v1`, api_key: "none" },
    google: { kind: "google", base_url: sandbox.url, api_key: "AIza-for-tests" },
  }),
});

/** Models whose text and pictures both count by exact rules, and one that counts by ratios. */
const exactModels = ["gpt-4o", "gpt-4.1-mini", "gpt-5-mini", "gpt-5.4"];
const models = [...exactModels, "gemini-3.5-flash"];
const callsEach = 60;

const texts = [
  "What is in these pictures?",
  "これは何の写真ですか？詳しく説明してください。",
  'Answer as JSON: {"colour": "…", "size": [0, 0]}; nothing else.',
  "Café, naïve, Привет 👋🏽 — and so on.",
  "const x = values.map((one) => one * 2); // what does it do?\n",
];
const details = ["low", "auto", "high"] as const;
const sizes = [
  [1, 1],
  [64, 48],
  [512, 512],
  [513, 512],
  [800, 600],
  [1024, 1024],
  [1920, 1080],
  [300, 2100],
  [2400, 1800],
] as const;
const pictures = await Promise.all(
  sizes.map(([width, height]) => plainPicture(width, height, "#3a7")),
);

const tool = {
  type: "function",
  function: {
    name: "paint",
    description: "Paints a wall.",
    parameters: {
      type: "object",
      properties: {
        colour: { type: "string", description: "Its colour", enum: ["red", "blue"] },
        walls: { type: "integer", description: "How many." },
      },
    },
  },
};

/** Chance from a seed: the same calls in every run. */
let state = 20_261_122;
function chance(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return (state >>> 8) % below;
}

function pick<Value>(from: readonly [Value, ...Value[]] | readonly Value[]): Value {
  const value = from[chance(from.length)];
  assert.ok(value !== undefined);
  return value;
}

function mixedCall(model: string) {
  const count = chance(3) === 0 ? 1 + chance(8) : 0;
  const shown = Array.from({ length: count }, () => ({
    type: "image_url",
    image_url: { url: pick(pictures), detail: pick(details) },
  }));
  const system = { role: "system", content: pick(texts) };
  const user = { role: "user", content: [{ type: "text", text: pick(texts) }, ...shown] };
  const name = chance(4) === 0 ? { name: "someone" } : {};
  return {
    model,
    max_tokens: 4,
    messages: [...(chance(2) === 0 ? [system] : []), { ...user, ...name }],
    ...(chance(3) === 0 ? { tools: [tool] } : {}),
  };
}

/** Calls for one model; answers how many of them were looked at. */
async function compare(caller: Caller, model: string): Promise<number> {
  let compared = 0;
  for (let call = 0; call < callsEach; call += 1) {
    const body = mixedCall(model);
    const reply = await bufferedChat(caller, body);
    assert.equal(reply.status, 200, reply.text);
    const billed = numberAt(reply.json, "usage.prompt_tokens");
    const estimated = Number(reply.headers["x-farebox-prompt-tokens"]);
    if (exactModels.includes(model)) {
      assert.equal(estimated, billed, JSON.stringify({ ...body, messages: body.messages.length }));
    }
    const hold = dollars(String(reply.headers["x-farebox-hold"]));
    assert.ok(dollars(numberAt(reply.json, "usage.cost").toFixed(12)) <= hold, model);
    assert.equal(at(reply.json, "usage.completion_tokens_details.image_tokens") ?? 0, 0);
    compared += 1;
  }
  return compared;
}

test("for 300 mixed calls the estimate is the bill, or the bill within the hold", async () => {
  const { caller } = await stage.enter({ balance: "1000.00" });
  const compared = await Promise.all(models.map((model) => compare(caller, model)));
  assert.equal(
    compared.reduce((total, count) => total + count, 0),
    300,
  );
});
