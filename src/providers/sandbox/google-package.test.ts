import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Content, type GenerateContentResponse, GoogleGenAI } from "@google/genai";
import sharp from "sharp";
import { callSandbox, plainPicture } from "../../../tests/doubles/sandbox-caller.ts";

async function connect(context: TestContext, apiVersion?: string) {
  const { url } = await callSandbox(context);
  const version = apiVersion === undefined ? {} : { apiVersion };
  const client = new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: url, ...version } });
  return { models: client.models };
}

async function gather(stream: AsyncIterable<GenerateContentResponse>) {
  const events: GenerateContentResponse[] = [];
  for await (const event of stream) events.push(event);
  const parts = events.flatMap((event) => event.candidates?.[0]?.content?.parts ?? []);
  const last = events.at(-1);
  return {
    events,
    parts,
    text: parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join(""),
    finish: last?.candidates?.[0]?.finishReason,
    usage: last?.usageMetadata,
  };
}

const flash = "gemini-3.5-flash";

test("the official package reads a stream about a picture", async (context) => {
  const { models } = await connect(context);
  const [, data = ""] = (await plainPicture(640, 320, "#e61414")).split(",");
  const stream = await models.generateContentStream({
    model: flash,
    contents: [
      {
        role: "user",
        parts: [{ text: "What is it?" }, { inlineData: { mimeType: "image/png", data } }],
      },
    ],
    config: { systemInstruction: "Be brief.", maxOutputTokens: 60, temperature: 0.5 },
  });
  const { text, usage, finish, events } = await gather(stream);
  assert.match(text, /640/);
  assert.ok(events.length > 5);
  assert.ok(finish === "STOP" || finish === "MAX_TOKENS");
  const image = usage?.promptTokensDetails?.find((one) => one.modality === "IMAGE");
  // A picture twice as wide as high: 47 columns of 23 rows.
  assert.equal(image?.tokenCount, 1081);
  assert.ok((usage?.candidatesTokenCount ?? 0) > 5);
});

test("a whole answer says the same as a stream, and the limit ends it", async (context) => {
  const { models } = await connect(context);
  const whole = await models.generateContent({
    model: flash,
    contents: "Tell me about red in 200 words",
    config: { maxOutputTokens: 20 },
  });
  assert.equal(whole.candidates?.[0]?.finishReason, "MAX_TOKENS");
  assert.equal(whole.usageMetadata?.candidatesTokenCount, 20);
});

test("JSON comes by its schema, and a tool is called, answered and told of", async (context) => {
  const { models } = await connect(context);
  const schema = {
    type: "object",
    properties: { colour: { type: "string" } },
    required: ["colour"],
  };
  const json = await models.generateContent({
    model: flash,
    contents: "A colour?",
    config: { responseMimeType: "application/json", responseJsonSchema: schema },
  });
  assert.equal(typeof JSON.parse(json.text ?? "").colour, "string");

  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tools = [
    {
      functionDeclarations: [
        { name: "weather", description: "The weather of a city", parametersJsonSchema: parameters },
      ],
    },
  ];
  const asked: Content = { role: "user", parts: [{ text: "Use weather for Oslo" }] };
  const called = await models.generateContent({
    model: flash,
    contents: [asked],
    config: { tools },
  });
  assert.equal(called.functionCalls?.[0]?.name, "weather");
  const turn = called.candidates?.[0]?.content;
  assert.ok(turn);
  const response = { degrees: 3 };
  const answer: Content = {
    role: "user",
    parts: [{ functionResponse: { name: "weather", response } }],
  };
  const told = await models.generateContent({
    model: flash,
    contents: [asked, turn, answer],
    config: { tools },
  });
  assert.match(told.text ?? "", /degrees/);

  const bare = turn.parts?.map(({ functionCall }) => ({ functionCall })) ?? [];
  const unsigned = models.generateContent({
    model: flash,
    contents: [asked, { role: "model", parts: bare as Content["parts"] & object }, answer],
    config: { tools },
  });
  await assert.rejects(unsigned, /thought_signature/);
});

for (const [imageSize, aspectRatio, width, height, tokens] of [
  ["1K", "1:1", 1024, 1024, 1120],
  ["1K", "16:9", 1376, 768, 1120],
  ["2K", "3:2", 2528, 1696, 1680],
  ["512", "1:4", 256, 1024, 747],
] as const) {
  test(`a picture of ${imageSize} at ${aspectRatio} counts ${tokens}`, async (context) => {
    const { models } = await connect(context);
    const stream = await models.generateContentStream({
      model: "gemini-3.1-flash-image",
      contents: "A red square",
      config: { responseModalities: ["TEXT", "IMAGE"], imageConfig: { imageSize, aspectRatio } },
    });
    const { parts, usage } = await gather(stream);
    const data = parts.find((part) => part.inlineData)?.inlineData;
    assert.equal(data?.mimeType, "image/png");
    const header = await sharp(Buffer.from(data?.data ?? "", "base64")).metadata();
    assert.deepEqual([header.width, header.height], [width, height]);
    assert.deepEqual(usage?.candidatesTokensDetails, [{ modality: "IMAGE", tokenCount: tokens }]);
    assert.ok((usage?.candidatesTokenCount ?? 0) > tokens);
  });
}

test("a picture asked for in words comes from models that make them", async (context) => {
  const { models } = await connect(context);
  const ask = async (model: string) => {
    const contents = "Draw me a picture of the sea";
    const { parts } = await gather(await models.generateContentStream({ model, contents }));
    return parts.some((part) => part.inlineData);
  };
  assert.equal(await ask("gemini-2.5-flash-image"), true);
  assert.equal(await ask(flash), false);
});

test("thoughts are billed beside the answer, shown where asked for", async (context) => {
  const { models } = await connect(context);
  const think = async (includeThoughts: boolean) =>
    gather(
      await models.generateContentStream({
        model: flash,
        contents: "Why?\n!sandbox thoughts=30",
        config: { thinkingConfig: { includeThoughts } },
      }),
    );
  const hidden = await think(false);
  assert.equal(hidden.usage?.thoughtsTokenCount, 30);
  assert.ok(hidden.parts.every((part) => !part.thought));
  const shown = await think(true);
  assert.ok(shown.parts.some((part) => part.thought));
  assert.equal(shown.usage?.candidatesTokenCount, hidden.usage?.candidatesTokenCount);
});

test("what is blocked has no answer, or a cut one, and its reason", async (context) => {
  const { models } = await connect(context);
  const ask = (what: string) =>
    models.generateContent({ model: flash, contents: `Say it\n!sandbox block=${what}` });
  const prompt = await ask("prompt");
  assert.equal(prompt.promptFeedback?.blockReason, "PROHIBITED_CONTENT");
  assert.equal(prompt.candidates, undefined);
  assert.equal(prompt.usageMetadata?.candidatesTokenCount, undefined);
  const answer = await ask("answer");
  assert.equal(answer.candidates?.[0]?.finishReason, "SAFETY");
  assert.equal(answer.usageMetadata?.candidatesTokenCount, 8);
});

test("tokens are counted as they are billed, and models are listed", async (context) => {
  const { models } = await connect(context, "v1beta");
  const contents = "How many tokens is this?";
  const counted = await models.countTokens({ model: flash, contents });
  const answered = await models.generateContent({ model: flash, contents });
  assert.equal(counted.totalTokens, answered.usageMetadata?.promptTokenCount);
  const names: (string | undefined)[] = [];
  for await (const model of await models.list()) names.push(model.name);
  assert.ok(names.includes("models/gemini-3.1-flash-image-preview"));
});

test("failures and wrong bodies come in Google's shape", async (context) => {
  const { models } = await connect(context);
  const fail = (contents: string, model = flash) => models.generateContent({ model, contents });
  await assert.rejects(fail("x\n!sandbox status=429 retry_after=3"), /RESOURCE_EXHAUSTED.*"3s"/s);
  await assert.rejects(fail("x\n!sandbox nonsense=1"), /INVALID_ARGUMENT/);
  const asked = { responseModalities: ["IMAGE"] };
  const none = models.generateContent({ model: flash, contents: "x", config: asked });
  await assert.rejects(none, /gives out no pictures/);
});
