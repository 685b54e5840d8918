import { test } from "node:test";
import fc from "fast-check";
import { readMessages } from "./anthropic/read-messages.ts";
import { readGenerate } from "./google/read-generate.ts";

const none = {
  sessionId: undefined,
  maxCost: undefined,
  onDisconnect: undefined,
  clientRequestId: undefined,
};

function oneOf(...values: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom(...values), fc.jsonValue({ maxDepth: 2 }));
}

/** Objects that are nearly right: the names that are read, with values that may be anything. */
function nearly(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    fc.jsonValue(),
  );
}

const text = oneOf("x", "", null);
const block = nearly({
  type: oneOf("text", "image", "tool_use", "tool_result", "thinking", "redacted_thinking"),
  text,
  source: nearly({ type: oneOf("base64", "url"), data: text, url: text, media_type: text }),
  id: text,
  name: text,
  input: oneOf({}, { a: 1 }),
  tool_use_id: text,
  content: oneOf("x", [], [{ type: "text", text: "x" }]),
  thinking: text,
  signature: text,
  cache_control: oneOf({ type: "ephemeral" }, null),
});
const messagesBody = nearly({
  model: oneOf("m"),
  max_tokens: oneOf(1, 0),
  system: oneOf("x", [{ type: "text", text: "x" }]),
  messages: fc.array(
    nearly({ role: oneOf("user", "assistant"), content: fc.oneof(text, fc.array(block)) }),
  ),
  tools: fc.array(nearly({ name: oneOf("f"), input_schema: oneOf({}), type: oneOf("custom") })),
  tool_choice: oneOf({ type: "any" }, { type: "tool", name: "f" }),
  thinking: oneOf({ type: "adaptive" }, { type: "enabled", budget_tokens: 1 }),
  output_config: oneOf({ effort: "low" }, { format: null }),
});

const part = nearly({
  text,
  thought: oneOf(true),
  thoughtSignature: text,
  inlineData: nearly({ mimeType: text, data: text }),
  fileData: nearly({ fileUri: text }),
  functionCall: nearly({ id: text, name: oneOf("f"), args: oneOf({}) }),
  functionResponse: nearly({ id: text, name: oneOf("f"), response: oneOf({ output: "x" }) }),
});
const generateBody = nearly({
  contents: fc.array(nearly({ role: oneOf("user", "model"), parts: fc.array(part) })),
  systemInstruction: nearly({ parts: fc.array(part) }),
  tools: fc.array(nearly({ functionDeclarations: fc.array(nearly({ name: oneOf("f") })) })),
  generationConfig: nearly({
    responseSchema: oneOf({ type: "OBJECT" }, { properties: { a: 1 }, propertyOrdering: 5 }),
    thinkingConfig: oneOf({ thinkingBudget: -1 }, { thinkingLevel: "LOW" }),
    maxOutputTokens: oneOf(1, 0),
  }),
});

test("whatever JSON comes as a message's body, it is read or refused and nothing is thrown", () => {
  fc.assert(
    fc.property(messagesBody, (body) => {
      readMessages(Buffer.from(JSON.stringify(body) ?? ""), none);
    }),
    { numRuns: 1_000 },
  );
});

test("whatever JSON comes to generate content from, it is read or refused too", () => {
  fc.assert(
    fc.property(generateBody, (body) => {
      const address = { model: "m", stream: false };
      readGenerate(Buffer.from(JSON.stringify(body) ?? ""), none, address);
    }),
    { numRuns: 1_000 },
  );
});
