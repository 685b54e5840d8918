import assert from "node:assert/strict";
import {
  ApiError,
  type Content,
  FunctionCallingConfigMode,
  type GenerateContentParameters,
  type GenerateContentResponse,
  GoogleGenAI,
  type Part,
} from "@google/genai";
import { type Ask, type Client, thingSchema, weather, weatherResult } from "./client.ts";
import { installed } from "./installed.ts";
import { showClient } from "./show-client.ts";
import { openStage } from "./stage.ts";

const stage = await openStage();

function clientOf({ key }: Ask): GoogleGenAI {
  return new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: stage.url } });
}

function contentsOf({ prompt, picture }: Ask): Content[] {
  const image = picture === null ? [] : [{ inlineData: { mimeType: "image/png", data: picture } }];
  return [{ role: "user", parts: [...image, { text: prompt }] }];
}

function callOf(ask: Ask) {
  const config = { maxOutputTokens: ask.outputTokensMax };
  return { model: ask.model, contents: contentsOf(ask), config };
}

function tokensOf(response: GenerateContentResponse | null) {
  return {
    inputTokens: response?.usageMetadata?.promptTokenCount ?? -1,
    outputTokens: response?.usageMetadata?.candidatesTokenCount ?? -1,
  };
}

function partsOf(response: GenerateContentResponse): Part[] {
  return response.candidates?.[0]?.content?.parts ?? [];
}

const generateContent: Client = {
  name: "@google/genai",
  speaks: "/v1beta/models/{model}:generateContent",
  packages: installed("@google/genai"),
  async answer(ask) {
    const response = await clientOf(ask).models.generateContent(callOf(ask));
    return { text: response.text ?? "", ...tokensOf(response) };
  },
  async stream(ask) {
    const pieces: string[] = [];
    let last: GenerateContentResponse | null = null;
    for await (const chunk of await clientOf(ask).models.generateContentStream(callOf(ask))) {
      if (chunk.text !== undefined && chunk.text !== "") pieces.push(chunk.text);
      last = chunk;
    }
    return { text: pieces.join(""), pieces: pieces.length, ...tokensOf(last) };
  },
  async callTool(ask, streamed) {
    const { name, description, parameters } = weather;
    const declaration = { name, description, parametersJsonSchema: parameters };
    const call = callOf(ask);
    const config = { ...call.config, tools: [{ functionDeclarations: [declaration] }] };
    const mode = FunctionCallingConfigMode.ANY;
    const { models } = clientOf(ask);
    const speak = async (turn: GenerateContentParameters) => {
      if (!streamed) return partsOf(await models.generateContent(turn));
      const parts: Part[] = [];
      for await (const chunk of await models.generateContentStream(turn)) {
        parts.push(...partsOf(chunk));
      }
      return parts;
    };
    const toolConfig = { functionCallingConfig: { mode } };
    const said = await speak({ ...call, config: { ...config, toolConfig } });
    const called = said.find(({ functionCall }) => functionCall !== undefined)?.functionCall;
    assert(called?.name !== undefined && called.id !== undefined, JSON.stringify(said));
    const answered = { id: called.id, name: called.name, response: { output: weatherResult } };
    const further = [
      { role: "model", parts: said },
      { role: "user", parts: [{ functionResponse: answered }] },
    ];
    const second = await speak({ ...call, config, contents: [...call.contents, ...further] });
    const text = second.map((part) => part.text ?? "").join("");
    return { name: called.name, input: called.args, text };
  },
  async fillSchema(ask) {
    const call = callOf(ask);
    const json = { responseMimeType: "application/json", responseJsonSchema: thingSchema };
    const response = await clientOf(ask).models.generateContent({
      ...call,
      config: { ...call.config, ...json },
    });
    return JSON.parse(response.text ?? "");
  },
  async fail(ask) {
    const call = clientOf(ask).models.generateContent(callOf(ask));
    const error: unknown = await call.then(() => null).catch((reason: unknown) => reason);
    assert(error instanceof ApiError, String(error));
    return { status: error.status, message: error.message };
  },
  async leave(ask) {
    const leaving = new AbortController();
    const call = callOf(ask);
    const config = { ...call.config, abortSignal: leaving.signal };
    const stream = await clientOf(ask).models.generateContentStream({ ...call, config });
    for await (const chunk of stream) {
      if (chunk.text === undefined || chunk.text === "") continue;
      leaving.abort();
      return chunk.text;
    }
    return "";
  },
};

showClient(generateContent, stage);
