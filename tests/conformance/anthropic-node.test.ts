import assert from "node:assert/strict";
import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { type Ask, type Client, thingSchema, weather, weatherResult } from "./client.ts";
import { installed } from "./installed.ts";
import { showClient } from "./show-client.ts";
import { openStage } from "./stage.ts";

const stage = await openStage();

function clientOf({ key }: Ask, patient = true): Anthropic {
  const retries = patient ? {} : { maxRetries: 0 };
  return new Anthropic({ apiKey: key, baseURL: stage.url, ...retries });
}

function contentOf({ prompt, picture }: Ask): Anthropic.MessageParam["content"] {
  if (picture === null) return prompt;
  const source = { type: "base64" as const, media_type: "image/png" as const, data: picture };
  return [
    { type: "image", source },
    { type: "text", text: prompt },
  ];
}

function messageOf(ask: Ask) {
  const messages = [{ role: "user" as const, content: contentOf(ask) }];
  return { model: ask.model, max_tokens: ask.outputTokensMax, messages };
}

function toldOf({ content, usage }: Anthropic.Message) {
  return {
    text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
  };
}

const messages: Client = {
  name: "@anthropic-ai/sdk",
  speaks: "/v1/messages",
  packages: installed("@anthropic-ai/sdk"),
  answer: async (ask) => toldOf(await clientOf(ask).messages.create(messageOf(ask))),
  async stream(ask) {
    let pieces = 0;
    const stream = clientOf(ask).messages.stream(messageOf(ask));
    stream.on("text", () => {
      pieces += 1;
    });
    return { ...toldOf(await stream.finalMessage()), pieces };
  },
  async callTool(ask, streamed) {
    const { name, description, parameters } = weather;
    const body = { ...messageOf(ask), tools: [{ name, description, input_schema: parameters }] };
    const client = clientOf(ask);
    const speak = (turn: Anthropic.MessageCreateParamsNonStreaming) =>
      streamed ? client.messages.stream(turn).finalMessage() : client.messages.create(turn);
    const first = await speak({ ...body, tool_choice: { type: "any" } });
    const call = first.content.find((block) => block.type === "tool_use");
    assert(call !== undefined, JSON.stringify(first));
    const result = { type: "tool_result" as const, tool_use_id: call.id, content: weatherResult };
    const second = await speak({
      ...body,
      messages: [
        ...body.messages,
        { role: "assistant", content: first.content },
        { role: "user", content: [result] },
      ],
    });
    return { name: call.name, input: call.input, text: toldOf(second).text };
  },
  async fillSchema(ask) {
    const message = await clientOf(ask).messages.parse({
      ...messageOf(ask),
      output_config: { format: jsonSchemaOutputFormat(thingSchema) },
    });
    return message.parsed_output;
  },
  async fail(ask, patient) {
    const call = clientOf(ask, patient).messages.create(messageOf(ask));
    const error: unknown = await call.then(() => null).catch((reason: unknown) => reason);
    assert(error instanceof APIError, String(error));
    return { status: error.status ?? null, message: error.message };
  },
  async leave(ask) {
    const stream = clientOf(ask).messages.stream(messageOf(ask));
    for await (const event of stream) {
      if (event.type !== "content_block_delta" || event.delta.type !== "text_delta") continue;
      stream.abort();
      return event.delta.text;
    }
    return "";
  },
};

showClient(messages, stage);
