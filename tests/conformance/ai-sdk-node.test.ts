import assert from "node:assert/strict";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  APICallError,
  generateText,
  isStepCount,
  jsonSchema,
  type LanguageModel,
  Output,
  streamText,
  tool,
} from "ai";
import { type Ask, type Client, thingSchema, weather, weatherResult } from "./client.ts";
import { installed } from "./installed.ts";
import { showClient } from "./show-client.ts";
import { openStage } from "./stage.ts";

// One program over four dialects: what differs is the provider that a model is made by.
const stage = await openStage();

type Provide = (ask: Ask) => LanguageModel;

const getWeather = tool({
  description: weather.description,
  inputSchema: jsonSchema(weather.parameters),
  execute: () => weatherResult,
});

function callOf(provide: Provide, ask: Ask) {
  const { picture, prompt, outputTokensMax: maxOutputTokens } = ask;
  const file = { type: "file" as const, data: picture ?? "", mediaType: "image/png" };
  const content = [{ type: "text" as const, text: prompt }, ...(picture === null ? [] : [file])];
  return { model: provide(ask), maxOutputTokens, messages: [{ role: "user" as const, content }] };
}

/** The loop that its users let run: the tool is called, executed, and its result answered. */
function loopOf(provide: Provide, ask: Ask) {
  return {
    ...callOf(provide, ask),
    tools: { [weather.name]: getWeather },
    toolChoice: "required" as const,
    // Forced in the first step alone: a tool that must always be called is never told of.
    prepareStep: ({ stepNumber }: { readonly stepNumber: number }) =>
      stepNumber === 0 ? {} : { toolChoice: "auto" as const },
    stopWhen: isStepCount(2),
  };
}

interface Usage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

function tokensOf({ inputTokens = -1, outputTokens = -1 }: Usage) {
  return { inputTokens, outputTokens };
}

function speakThrough(provider: string, speaks: string, provide: Provide): Client {
  return {
    name: `AI SDK, ${provider}`,
    speaks,
    packages: installed("ai", provider.split(",")[0] ?? provider),
    async answer(ask) {
      const { text, usage } = await generateText(callOf(provide, ask));
      return { text, ...tokensOf(usage) };
    },
    async stream(ask) {
      const result = streamText(callOf(provide, ask));
      const pieces: string[] = [];
      for await (const piece of result.textStream) pieces.push(piece);
      return { text: pieces.join(""), pieces: pieces.length, ...tokensOf(await result.usage) };
    },
    async callTool(ask, streamed) {
      const loop = loopOf(provide, ask);
      const result = streamed ? streamText(loop) : await generateText(loop);
      const [first, second] = await result.steps;
      const call = first?.toolCalls[0];
      return { name: call?.toolName ?? "", input: call?.input, text: second?.text ?? "" };
    },
    async fillSchema(ask) {
      const output = Output.object({ schema: jsonSchema(thingSchema) });
      return (await generateText({ ...callOf(provide, ask), output })).output;
    },
    async fail(ask, patient) {
      const retries = patient ? {} : { maxRetries: 0 };
      const call = generateText({ ...callOf(provide, ask), ...retries });
      const error: unknown = await call.then(() => null).catch((reason: unknown) => reason);
      assert(APICallError.isInstance(error), String(error));
      return { status: error.statusCode ?? null, message: error.message };
    },
    async leave(ask) {
      const leaving = new AbortController();
      const call = { ...callOf(provide, ask), abortSignal: leaving.signal };
      for await (const piece of streamText(call).textStream) {
        leaving.abort();
        return piece;
      }
      return "";
    },
  };
}

const openai = ({ key }: Ask) => createOpenAI({ apiKey: key, baseURL: `${stage.url}/v1` });

const clients = [
  speakThrough("@ai-sdk/openai", "/v1/responses", (ask) => openai(ask)(ask.model)),
  speakThrough("@ai-sdk/openai, chat", "/v1/chat/completions", (ask) =>
    openai(ask).chat(ask.model),
  ),
  speakThrough("@ai-sdk/openai-compatible", "/v1/chat/completions", ({ key, model }) =>
    createOpenAICompatible({
      name: "farebox",
      apiKey: key,
      baseURL: `${stage.url}/v1`,
      includeUsage: true,
      supportsStructuredOutputs: true,
    })(model),
  ),
  speakThrough("@ai-sdk/anthropic", "/v1/messages", ({ key, model }) =>
    createAnthropic({ apiKey: key, baseURL: `${stage.url}/v1` })(model),
  ),
  speakThrough("@ai-sdk/google", "/v1beta/models/{model}:generateContent", ({ key, model }) =>
    createGoogle({ apiKey: key, baseURL: `${stage.url}/v1beta` })(model),
  ),
];

for (const client of clients) showClient(client, stage);
