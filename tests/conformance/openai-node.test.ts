import assert from "node:assert/strict";
import OpenAI, { APIError } from "openai";
import { toResponseInputItems } from "openai/lib/responses/ResponseInputItems";
import { type Ask, type Client, thingSchema, weather, weatherResult } from "./client.ts";
import { installed } from "./installed.ts";
import { showClient } from "./show-client.ts";
import { openStage } from "./stage.ts";

const stage = await openStage();

function clientOf({ key }: Ask, patient = true): OpenAI {
  const retries = patient ? {} : { maxRetries: 0 };
  return new OpenAI({ apiKey: key, baseURL: `${stage.url}/v1`, ...retries });
}

const pngUrl = (base64: string) => `data:image/png;base64,${base64}`;

async function troubleOf(call: Promise<unknown>) {
  const error: unknown = await call.then(() => null).catch((reason: unknown) => reason);
  assert(error instanceof APIError, String(error));
  return { status: error.status ?? null, message: error.message };
}

type Messages = OpenAI.ChatCompletionMessageParam[];

function messagesOf({ prompt, picture }: Ask): Messages {
  if (picture === null) return [{ role: "user", content: prompt }];
  const image = { type: "image_url" as const, image_url: { url: pngUrl(picture) } };
  return [{ role: "user", content: [{ type: "text", text: prompt }, image] }];
}

function chatOf(ask: Ask) {
  return { model: ask.model, max_tokens: ask.outputTokensMax, messages: messagesOf(ask) };
}

function streamChat(ask: Ask) {
  return clientOf(ask).chat.completions.create({
    ...chatOf(ask),
    stream: true,
    stream_options: { include_usage: true },
  });
}

const chat: Client = {
  name: "openai for Node.js, chat completions",
  speaks: "/v1/chat/completions",
  packages: installed("openai"),
  async answer(ask) {
    const completion = await clientOf(ask).chat.completions.create(chatOf(ask));
    return {
      text: completion.choices[0]?.message.content ?? "",
      inputTokens: completion.usage?.prompt_tokens ?? -1,
      outputTokens: completion.usage?.completion_tokens ?? -1,
    };
  },
  async stream(ask) {
    const pieces: string[] = [];
    let usage: OpenAI.CompletionUsage | null = null;
    for await (const chunk of await streamChat(ask)) {
      const piece = chunk.choices[0]?.delta.content ?? "";
      if (piece !== "") pieces.push(piece);
      usage = chunk.usage ?? usage;
    }
    return {
      text: pieces.join(""),
      pieces: pieces.length,
      inputTokens: usage?.prompt_tokens ?? -1,
      outputTokens: usage?.completion_tokens ?? -1,
    };
  },
  async callTool(ask, streamed) {
    const { description, name, parameters } = weather;
    const tools = [{ type: "function" as const, function: { name, description, parameters } }];
    const body = { ...chatOf(ask), tools };
    const { completions } = clientOf(ask).chat;
    const complete = (turn: Omit<OpenAI.ChatCompletionCreateParams, "stream">) =>
      streamed ? completions.stream(turn).finalChatCompletion() : completions.create(turn);
    const first = await complete({ ...body, tool_choice: "required" });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    assert(message !== undefined && call?.type === "function", JSON.stringify(first));
    const result = { role: "tool" as const, tool_call_id: call.id, content: weatherResult };
    const second = await complete({ ...body, messages: [...body.messages, message, result] });
    return {
      name: call.function.name,
      input: JSON.parse(call.function.arguments),
      text: second.choices[0]?.message.content ?? "",
    };
  },
  async fillSchema(ask) {
    const json_schema = { name: "thing", strict: true, schema: thingSchema };
    const completion = await clientOf(ask).chat.completions.parse({
      ...chatOf(ask),
      response_format: { type: "json_schema", json_schema },
    });
    return JSON.parse(completion.choices[0]?.message.content ?? "");
  },
  fail: (ask, patient) => troubleOf(clientOf(ask, patient).chat.completions.create(chatOf(ask))),
  async leave(ask) {
    for await (const chunk of await streamChat(ask)) {
      // The package aborts the request where its loop is left.
      const piece = chunk.choices[0]?.delta.content ?? "";
      if (piece !== "") return piece;
    }
    return "";
  },
};

function inputOf({ prompt, picture }: Ask): OpenAI.Responses.ResponseInput {
  if (picture === null) return [{ role: "user", content: prompt }];
  const image = {
    type: "input_image" as const,
    image_url: pngUrl(picture),
    detail: "auto" as const,
  };
  return [{ role: "user", content: [{ type: "input_text", text: prompt }, image] }];
}

function responseOf(ask: Ask) {
  return { model: ask.model, max_output_tokens: ask.outputTokensMax, input: inputOf(ask) };
}

const responses: Client = {
  name: "openai for Node.js, responses",
  speaks: "/v1/responses",
  packages: installed("openai"),
  async answer(ask) {
    const { output_text, usage } = await clientOf(ask).responses.create(responseOf(ask));
    return {
      text: output_text,
      inputTokens: usage?.input_tokens ?? -1,
      outputTokens: usage?.output_tokens ?? -1,
    };
  },
  async stream(ask) {
    let pieces = 0;
    const stream = clientOf(ask).responses.stream(responseOf(ask));
    stream.on("response.output_text.delta", () => {
      pieces += 1;
    });
    const { output_text, usage } = await stream.finalResponse();
    return {
      text: output_text,
      pieces,
      inputTokens: usage?.input_tokens ?? -1,
      outputTokens: usage?.output_tokens ?? -1,
    };
  },
  async callTool(ask, streamed) {
    const tools = [{ type: "function" as const, strict: true, ...weather }];
    const client = clientOf(ask);
    const respond = (turn: Omit<OpenAI.Responses.ResponseCreateParams, "stream">) =>
      streamed ? client.responses.stream(turn).finalResponse() : client.responses.create(turn);
    const body = { ...responseOf(ask), tools };
    const first = await respond({ ...body, tool_choice: "required" });
    const said = toResponseInputItems(first.output);
    const call = said.find((item) => item.type === "function_call");
    assert(call?.type === "function_call", JSON.stringify(said));
    const { call_id } = call;
    const result = { type: "function_call_output" as const, call_id, output: weatherResult };
    const second = await respond({ ...body, input: [...body.input, ...said, result] });
    return { name: call.name, input: JSON.parse(call.arguments), text: second.output_text };
  },
  async fillSchema(ask) {
    const format = {
      type: "json_schema" as const,
      name: "thing",
      strict: true,
      schema: thingSchema,
    };
    const response = await clientOf(ask).responses.parse({ ...responseOf(ask), text: { format } });
    return JSON.parse(response.output_text);
  },
  fail: (ask, patient) => troubleOf(clientOf(ask, patient).responses.create(responseOf(ask))),
  async leave(ask) {
    const stream = await clientOf(ask).responses.create({ ...responseOf(ask), stream: true });
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") return event.delta;
    }
    return "";
  },
};

for (const client of [chat, responses]) showClient(client, stage);
