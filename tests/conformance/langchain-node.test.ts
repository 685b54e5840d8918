import assert from "node:assert/strict";
import { ChatAnthropic } from "@langchain/anthropic";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ChatOpenAI } from "@langchain/openai";
import { at, numberAt } from "../doubles/json.ts";
import { type Ask, type Client, thingSchema, weather, weatherResult } from "./client.ts";
import { installed } from "./installed.ts";
import { showClient } from "./show-client.ts";
import { openStage } from "./stage.ts";

// One program over four dialects: what differs is the class that a model is made by.
const stage = await openStage();

type Build = (ask: Ask, patience: { readonly maxRetries?: number }) => BaseChatModel;

function messageOf({ prompt, picture }: Ask): HumanMessage {
  if (picture === null) return new HumanMessage(prompt);
  const image = { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } };
  return new HumanMessage({ content: [{ type: "text", text: prompt }, image] });
}

function tokensOf(message: unknown) {
  return {
    inputTokens: numberAt(message, "usage_metadata.input_tokens"),
    outputTokens: numberAt(message, "usage_metadata.output_tokens"),
  };
}

/** Chunks are added up as its own users do, so that its reading of a stream is shown too. */
async function collect(chunks: AsyncIterable<AIMessageChunk>) {
  let whole: AIMessageChunk | null = null;
  let pieces = 0;
  for await (const chunk of chunks) {
    if (chunk.text !== "") pieces += 1;
    whole = whole === null ? chunk : whole.concat(chunk);
  }
  return { message: whole ?? new AIMessageChunk(""), pieces };
}

function speakThrough(name: string, speaks: string, build: Build): Client {
  const packageName = name.split(",")[0] ?? name;
  return {
    name: `LangChain.js, ${name}`,
    speaks,
    packages: installed("@langchain/core", packageName),
    async answer(ask) {
      const message = await build(ask, {}).invoke([messageOf(ask)]);
      return { text: message.text, ...tokensOf(message) };
    },
    async stream(ask) {
      const { message, pieces } = await collect(await build(ask, {}).stream([messageOf(ask)]));
      return { text: message.text, pieces, ...tokensOf(message) };
    },
    async callTool(ask, streamed) {
      const { name, description, parameters: schema } = weather;
      const model = build(ask, {});
      const bind = (choice: object) => model.bindTools?.([{ name, description, schema }], choice);
      const speak = async (messages: Parameters<BaseChatModel["invoke"]>[0], choice: object) => {
        const bound = bind(choice) ?? assert.fail("it takes tools");
        if (!streamed) return bound.invoke(messages);
        return (await collect(await bound.stream(messages))).message;
      };
      const first = await speak([messageOf(ask)], { tool_choice: "any" });
      const call = first.tool_calls?.[0];
      assert(call?.id !== undefined, JSON.stringify(first));
      const result = new ToolMessage({ tool_call_id: call.id, name, content: weatherResult });
      const second = await speak([messageOf(ask), first, result], {});
      return { name: call.name, input: call.args, text: second.text };
    },
    async fillSchema(ask) {
      const model = build(ask, {});
      return model
        .withStructuredOutput({ title: "thing", ...thingSchema })
        .invoke([messageOf(ask)]);
    },
    async fail(ask, patient) {
      const call = build(ask, patient ? {} : { maxRetries: 0 }).invoke([messageOf(ask)]);
      const error: unknown = await call.then(() => null).catch((reason: unknown) => reason);
      assert(error instanceof Error, String(error));
      const status = at(error, "status");
      return { status: typeof status === "number" ? status : null, message: error.message };
    },
    async leave(ask) {
      for await (const chunk of await build(ask, {}).stream([messageOf(ask)])) {
        if (chunk.text !== "") return chunk.text;
      }
      return "";
    },
  };
}

function openai({ key, model, outputTokensMax: maxTokens }: Ask, useResponsesApi: boolean) {
  const configuration = { baseURL: `${stage.url}/v1` };
  return { model, apiKey: key, maxTokens, configuration, useResponsesApi };
}

const clients = [
  speakThrough(
    "@langchain/openai",
    "/v1/chat/completions",
    (ask, patience) => new ChatOpenAI({ ...openai(ask, false), ...patience }),
  ),
  speakThrough(
    "@langchain/openai, responses",
    "/v1/responses",
    (ask, patience) => new ChatOpenAI({ ...openai(ask, true), ...patience }),
  ),
  speakThrough(
    "@langchain/anthropic",
    "/v1/messages",
    ({ key, model, outputTokensMax: maxTokens }, patience) =>
      new ChatAnthropic({
        model,
        apiKey: key,
        maxTokens,
        anthropicApiUrl: stage.url,
        ...patience,
      }),
  ),
  {
    ...speakThrough(
      "@langchain/google-genai",
      "/v1beta/models/{model}:generateContent",
      ({ key, model, outputTokensMax: maxOutputTokens }, patience) =>
        new ChatGoogleGenerativeAI({
          model,
          apiKey: key,
          maxOutputTokens,
          baseUrl: stage.url,
          ...patience,
        }),
    ),
    limits: {
      pictures: {
        reason: "the package takes pictures only for models whose name it knows as Google's",
        worksWith: ["gemini-3.1-flash-image-preview"],
      },
      abort: {
        reason:
          "where its loop is left, the package reads on to the end unseen; an AbortSignal stops " +
          "the upstream, and leaves a rejected promise behind that nobody can catch",
        worksWith: [],
      },
    },
  },
];

for (const client of clients) showClient(client, stage);
