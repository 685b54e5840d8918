import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApiError,
  type Content,
  createPartFromFunctionResponse,
  FunctionCallingConfigMode,
  type FunctionDeclaration,
  type GenerateContentResponse,
  GoogleGenAI,
  ThinkingLevel,
  Type,
} from "@google/genai";
import sharp from "sharp";
import { dollars, sum } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";
import { type CustomerTerms, operate } from "../doubles/operator.ts";
import { modelOfEachWire, openThreeWires } from "../doubles/three-wires.ts";

// The official package, as its users write it, against the gateway with its sandbox: a model of
// each provider, so that every wire behind is reached by this one in front.
const { gateway } = await openThreeWires();
const operator = operate(gateway);
const model = "gemini-3.1-flash-image-preview";
const weather: FunctionDeclaration = {
  name: "get_weather",
  description: "The weather of a city",
  parameters: {
    type: Type.OBJECT,
    properties: { city: { type: Type.STRING } },
    required: ["city"],
  },
};

async function enter(terms?: CustomerTerms) {
  const customer = await operator.customer({ balance: "5.00", ...terms });
  const client = new GoogleGenAI({
    apiKey: customer.secret,
    httpOptions: { baseUrl: gateway.url() },
  });
  return { ...customer, client };
}

interface Paying {
  readonly accountId: string;
  readonly secret: string;
}

/** What left the account is what its calls' records say, to the picodollar. */
async function assertPaid({ accountId, secret }: Paying, calls: readonly (string | undefined)[]) {
  const { posted, held } = await operator.balance(accountId);
  const records = await Promise.all(calls.map((id) => recordOf(secret, id ?? "")));
  const paid = sum(records.map((record) => dollars(textAt(record, "cost"))));
  assert.equal(held, 0n);
  assert(paid > 0n);
  assert.equal(dollars("5.00") - posted, paid);
}

async function recordOf(token: string, id: string): Promise<unknown> {
  return (await send({ url: `${gateway.url()}/v1/chat/completions/${id}`, token })).json;
}

for (const name of modelOfEachWire) {
  test(`${name}: a plain call and its charge`, async () => {
    const customer = await enter();
    const response = await customer.client.models.generateContent({
      model: name,
      contents: "Say hello.",
      config: { maxOutputTokens: 40, systemInstruction: "Be brief." },
    });
    assert.equal(response.modelVersion, name);
    assert((response.text ?? "").length > 0);
    assert.equal(response.candidates?.[0]?.finishReason, "MAX_TOKENS");
    const { usageMetadata: usage } = response;
    assert.equal(usage?.candidatesTokenCount, 40);
    assert.equal(usage.totalTokenCount, (usage.promptTokenCount ?? 0) + 40);
    const record = await recordOf(customer.secret, response.responseId ?? "");
    assert.equal(at(record, "usage.prompt_tokens"), usage.promptTokenCount);
    await assertPaid(customer, [response.responseId]);
  });

  test(`${name}: a streamed call says what a buffered one says`, async () => {
    const customer = await enter();
    const asked = { model: name, contents: "Count to ten.", config: { maxOutputTokens: 60 } };
    const whole = await customer.client.models.generateContent(asked);
    const events = await readAll(await customer.client.models.generateContentStream(asked));
    assert(events.length > 3, "it comes in pieces");
    const last = events.at(-1);
    assert.equal(events.map((event) => event.text ?? "").join(""), whole.text);
    assert.equal(last?.candidates?.[0]?.finishReason, whole.candidates?.[0]?.finishReason);
    assert.deepEqual(countsOf(last), countsOf(whole));
    assert(events.every(({ responseId }) => responseId === last?.responseId));
    await assertPaid(customer, [whole.responseId, last?.responseId]);
  });

  test(`${name}: a picture is measured, seen and charged`, async () => {
    const customer = await enter();
    const data = (await picture()).toString("base64");
    const response = await customer.client.models.generateContent({
      model: name,
      contents: [
        { inlineData: { mimeType: "image/png", data } },
        { text: "What is in this picture?" },
      ],
      config: { maxOutputTokens: 120 },
    });
    assert.match(response.text ?? "", /320/);
    await assertPaid(customer, [response.responseId]);
  });

  test(`${name}: functions, with the second turn`, async () => {
    const customer = await enter();
    const { models } = customer.client;
    const question: Content = { role: "user", parts: [{ text: "What is the weather in Paris?" }] };
    const config = { maxOutputTokens: 400, tools: [{ functionDeclarations: [weather] }] };
    const mode = FunctionCallingConfigMode.ANY;
    const forced = {
      ...config,
      toolConfig: { functionCallingConfig: { mode, allowedFunctionNames: ["get_weather"] } },
    };
    const asked = { model: name, contents: [question], config: forced };
    const first = await models.generateContent(asked);
    const [call] = first.functionCalls ?? [];
    assert.equal(call?.name, "get_weather");
    assert.equal(typeof at(call?.args, "city"), "string");
    const events = await readAll(await models.generateContentStream(asked));
    const streamed = events.flatMap((event) => event.functionCalls ?? []);
    assert.deepEqual(streamed[0]?.args, call?.args);
    const made = first.candidates?.[0]?.content;
    assert(made !== undefined);
    const result = { output: "Sunny, 21 degrees" };
    const answered = createPartFromFunctionResponse(call?.id ?? "", "get_weather", result);
    const second = await models.generateContent({
      model: name,
      contents: [question, made, { role: "user", parts: [answered] }],
      config,
    });
    assert.match(second.text ?? "", /Sunny/);
    await assertPaid(customer, [first.responseId, events.at(-1)?.responseId, second.responseId]);
  });

  test(`${name}: an answer bound to a schema`, async () => {
    const { client } = await enter();
    const ask = (config: object) =>
      client.models.generateContent({
        model: name,
        contents: "Answer in JSON.",
        config: { maxOutputTokens: 400, responseMimeType: "application/json", ...config },
      });
    const byOwn = await ask({
      responseSchema: {
        type: Type.OBJECT,
        properties: { title: { type: Type.STRING }, count: { type: Type.INTEGER } },
        required: ["title", "count"],
      },
    });
    const byJson = await ask({
      responseJsonSchema: {
        type: "object",
        properties: { title: { type: "string" }, count: { type: "integer" } },
        required: ["title", "count"],
        additionalProperties: false,
      },
    });
    for (const { text } of [byOwn, byJson]) {
      const thing: unknown = JSON.parse(text ?? "");
      assert.equal(typeof at(thing, "title"), "string");
      assert(Number.isInteger(at(thing, "count")));
    }
  });
}

test("a picture that a model draws comes inline, and goes back with its turn", async () => {
  const customer = await enter();
  const chat = customer.client.chats.create({
    model,
    config: { maxOutputTokens: 4_000, responseModalities: ["TEXT", "IMAGE"] },
  });
  const drawn = await chat.sendMessage({ message: "Draw a picture of a blue disc." });
  assert(drawn.data !== undefined, JSON.stringify(drawn).slice(0, 300));
  const bytes = Buffer.from(drawn.data, "base64");
  assert.equal((await sharp(bytes).metadata()).format, "png");
  const details = drawn.usageMetadata?.candidatesTokensDetails ?? [];
  assert((details.find(({ modality }) => modality === "IMAGE")?.tokenCount ?? 0) > 0);
  const again = await chat.sendMessage({ message: "Describe what you drew." });
  assert((again.text ?? "").length > 0);
  await assertPaid(customer, [drawn.responseId, again.responseId]);
});

test("a streamed conversation goes on with all that was said", async () => {
  const { client } = await enter();
  const chat = client.chats.create({ model, config: { maxOutputTokens: 400 } });
  await readAll(await chat.sendMessageStream({ message: "Hello." }));
  const events = await readAll(await chat.sendMessageStream({ message: "And now?" }));
  const text = events.map((event) => event.text ?? "").join("");
  assert.match(text, /The conversation so far has 3 messages/);
});

test("thoughts are shown where they are asked for, and counted as such", async () => {
  const { client } = await enter();
  const response = await client.models.generateContent({
    model: "gemini-3.5-flash",
    contents: "Say hello.",
    config: {
      maxOutputTokens: 4_000,
      thinkingConfig: { includeThoughts: true, thinkingLevel: ThinkingLevel.LOW },
    },
  });
  const parts = response.candidates?.[0]?.content?.parts ?? [];
  assert.equal(parts[0]?.thought, true, JSON.stringify(parts));
  assert((response.usageMetadata?.thoughtsTokenCount ?? 0) > 0);
});

test("what another provider has signed is carried there and back", async () => {
  const customer = await enter();
  const { models } = customer.client;
  const config = {
    maxOutputTokens: 4_000,
    tools: [{ functionDeclarations: [weather] }],
    thinkingConfig: { includeThoughts: true, thinkingBudget: 1_024 },
  };
  const name = "claude-opus-5";
  const text = "!sandbox thoughts=30\nWhat is the weather in Paris?";
  const question: Content = { role: "user", parts: [{ text }] };
  const first = await models.generateContent({ model: name, contents: [question], config });
  const made = first.candidates?.[0]?.content;
  assert(made !== undefined);
  assert(made.parts?.some(({ thoughtSignature: signature }) => signature !== undefined));
  const [call] = first.functionCalls ?? [];
  const answered = createPartFromFunctionResponse(call?.id ?? "", "get_weather", {
    output: "Sunny",
  });
  const turns = (turn: Content) => [question, turn, { role: "user", parts: [answered] }];
  const second = await models.generateContent({ model: name, contents: turns(made), config });
  assert.match(second.text ?? "", /Sunny/);
  const parts = (made.parts ?? []).map((part) => forge(part));
  const forged = { model: name, contents: turns({ ...made, parts }), config };
  const refused = await refusalOf(() => models.generateContent(forged));
  assert.equal(refused.code, "upstream_rejected", "what was signed is what is checked");
  await assertPaid(customer, [first.responseId, second.responseId]);
});

/** The same part, with another signature within what is carried. */
function forge(part: NonNullable<Content["parts"]>[number]) {
  if (part.thoughtSignature === undefined) return part;
  const carried = Buffer.from(part.thoughtSignature, "base64").toString();
  const other = carried.replace(/"signature":"[^"]*"/, '"signature":"Zm9yZ2Vk"');
  return { ...part, thoughtSignature: Buffer.from(other).toString("base64") };
}

test("a prompt is counted before it is sent, and costs nothing", async () => {
  const { accountId, client } = await enter();
  const data = (await picture()).toString("base64");
  const counted = await client.models.countTokens({
    model,
    contents: [{ inlineData: { mimeType: "image/png", data } }, { text: "What is it?" }],
  });
  assert((counted.totalTokens ?? 0) > 258);
  const { posted, held } = await operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("5.00"), 0n]);
});

test("refusals have the shape and the status that the package knows", async () => {
  const { client, secret } = await enter();
  const ask = (more: object) => () =>
    client.models.generateContent({ model, contents: "Hello", ...more });
  const cases = [
    [ask({ model: "nothing-like-it" }), 404, "NOT_FOUND", "model_not_found"],
    [ask({ config: { candidateCount: 2 } }), 400, "INVALID_ARGUMENT", "invalid_request"],
    [
      ask({ config: { tools: [{ googleSearch: {} }] } }),
      400,
      "INVALID_ARGUMENT",
      "invalid_request",
    ],
    [ask({ config: { cachedContent: "c" } }), 400, "INVALID_ARGUMENT", "invalid_request"],
    [ask({ contents: "!sandbox status=500" }), 500, "INTERNAL", "upstream_error"],
    [ask({ contents: "!sandbox status=429" }), 503, "UNAVAILABLE", "upstream_unavailable"],
    [ask({ contents: "!sandbox status=400" }), 400, "INVALID_ARGUMENT", "upstream_rejected"],
  ] as const;
  for (const [call, status, word, code] of cases) {
    const error = await refusalOf(call);
    assert.deepEqual([error.status, error.word, error.code], [status, word, code], error.message);
  }
  const search = await refusalOf(ask({ config: { tools: [{ googleSearch: {} }] } }));
  assert.match(search.message, /`tools\[0\]\.googleSearch` is not priced here/);
  const url = `${gateway.url()}/v1beta/models/${model}:paint`;
  const strange = await send({ url, token: secret, body: {} });
  assert.equal(strange.status, 404);
  assert.match(textAt(strange.json, "error.message"), /generateContent/);
});

test("keys, balances and rates: 401, 402 and 429 are told apart", async () => {
  const hello = { model, contents: "Hello", config: { maxOutputTokens: 5 } };
  const stranger = new GoogleGenAI({
    apiKey: "sk-unknown",
    httpOptions: { baseUrl: gateway.url() },
  });
  const unknown = await refusalOf(() => stranger.models.generateContent(hello));
  assert.deepEqual([unknown.status, unknown.word], [401, "UNAUTHENTICATED"]);
  const poor = await enter({ balance: "0" });
  const broke = await refusalOf(() => poor.client.models.generateContent(hello));
  assert.deepEqual([broke.status, broke.word], [402, "FAILED_PRECONDITION"]);
  assert.equal(broke.code, "insufficient_balance");
  const slow = await enter({ rpm: 1 });
  await slow.client.models.generateContent(hello);
  const limited = await refusalOf(() => slow.client.models.generateContent(hello));
  assert.deepEqual([limited.status, limited.word], [429, "RESOURCE_EXHAUSTED"]);
  const retry = limited.details.find((one) => at(one, "retryDelay") !== undefined);
  assert.match(textAt(retry, "retryDelay"), /^\d+s$/);
});

test("a key in the address is taken, as curl users send it", async () => {
  const { secret } = await enter();
  const contents = [{ parts: [{ text: "Say hello." }] }];
  const url = `${gateway.url()}/v1beta/models/${model}:generateContent?key=${secret}`;
  const body = { contents, generation_config: { max_output_tokens: 9 } };
  const reply = await send({ url, method: "POST", body, token: null });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "usageMetadata.candidatesTokenCount"), 9);
});

test("without alt=sse a stream is one list in JSON", async () => {
  const { secret } = await enter();
  const url = `${gateway.url()}/v1beta/models/${model}:streamGenerateContent`;
  const contents = [{ parts: [{ text: "Count to ten." }] }];
  const body = { contents, generationConfig: { maxOutputTokens: 20 } };
  const reply = await send({ url, method: "POST", body, token: secret });
  assert.match(String(reply.headers["content-type"]), /^application\/json/);
  const events = listAt({ list: reply.json }, "list");
  assert(events.length > 3, reply.text.slice(0, 300));
  assert.equal(at(events.at(-1), "candidates.0.finishReason"), "MAX_TOKENS");
});

test("money that runs out ends a stream with an error and its bill", async () => {
  const { accountId, client } = await enter({ balance: "0.02" });
  let text = "";
  const error = await refusalOf(async () => {
    const stream = await client.models.generateContentStream({
      model: "gpt-4o",
      contents: "!sandbox tokens=3900 pace=0 first_ms=0",
      config: { maxOutputTokens: 4_000 },
    });
    for await (const event of stream) text += event.text ?? "";
  });
  assert.deepEqual([error.status, error.code], [402, "insufficient_balance"]);
  assert(text.length > 0, "the part that was paid arrived");
  const { posted } = await operator.balance(accountId);
  assert.equal(dollars("0.02") - posted, dollars(textAt(error.metadata, "cost")));
});

test("money that runs out in a buffered call: a 402 with what there is", async () => {
  const { client } = await enter({ balance: "0.02" });
  const contents = "!sandbox tokens=3900 pace=0 first_ms=0";
  const asked = { model: "gpt-4o", contents, config: { maxOutputTokens: 4_000 } };
  const error = await refusalOf(() => client.models.generateContent(asked));
  assert.deepEqual([error.status, error.code], [402, "insufficient_balance"]);
  const said = textAt(error.metadata, "partial.candidates.0.content.parts.0.text");
  assert(said.length > 0);
});

test("a provider that dies in mid-stream is told, and nothing is made up", async () => {
  const { client } = await enter();
  const error = await refusalOf(async () => {
    const contents = "!sandbox reset_after=20 tokens=300 first_ms=0";
    await readAll(await client.models.generateContentStream({ model, contents }));
  });
  assert.deepEqual([error.status, error.code], [500, "upstream_error"]);
});

test("max_cost ends an answer as its limit would", async () => {
  const { client } = await enter();
  const response = await client.models.generateContent({
    model: "gpt-4o",
    contents: "!sandbox tokens=3000 pace=0",
    config: {
      maxOutputTokens: 4_000,
      httpOptions: { headers: { "x-farebox-max-cost": "0.01" } },
    },
  });
  assert.equal(response.candidates?.[0]?.finishReason, "MAX_TOKENS");
});

test("an aborted stream stops the provider, and what was produced is charged", async () => {
  const customer = await enter();
  const abort = new AbortController();
  let id = "";
  try {
    const stream = await customer.client.models.generateContentStream({
      model,
      contents: "!sandbox tokens=1900 pace=100 first_ms=0",
      config: { maxOutputTokens: 2_000, abortSignal: abort.signal },
    });
    for await (const event of stream) {
      id = event.responseId ?? id;
      abort.abort();
    }
  } catch (error) {
    assert(abort.signal.aborted, String(error));
  }
  const record = await until(async () => {
    const shown = await recordOf(customer.secret, id);
    return at(shown, "status") === "running" ? null : shown;
  });
  assert.equal(at(record, "status"), "stopped");
  await assertPaid(customer, [id]);
});

test("a call's stream can be had again in this dialect, from any response on", async () => {
  const { client, secret: token } = await enter();
  const asked = { model, contents: "Count to ten.", config: { maxOutputTokens: 30 } };
  const events = await readAll(await client.models.generateContentStream(asked));
  const id = events[0]?.responseId;
  const url = `${gateway.url()}/v1/chat/completions/${id}/stream`;
  const again = await send({ url: `${url}?dialect=generate_content&after=2`, token });
  const told = again.text.split("\n\n").filter((one) => one.startsWith("data: "));
  assert.equal(told.length, events.length - 2);
  const texts = told.map((one) => {
    const text = at(JSON.parse(one.slice("data: ".length)), "candidates.0.content.parts.0.text");
    return typeof text === "string" ? text : "";
  });
  assert.equal(
    texts.join(""),
    events
      .slice(2)
      .map((event) => event.text ?? "")
      .join(""),
  );
});

test("the same idempotency key is the same answer, streamed or not, charged once", async () => {
  const customer = await enter();
  const { models } = customer.client;
  const headers = { "idempotency-key": "generate-once" };
  const asked = {
    model,
    contents: "Say hello.",
    config: { maxOutputTokens: 30, httpOptions: { headers } },
  };
  const first = await models.generateContent(asked);
  const second = await models.generateContent(asked);
  assert.deepEqual([second.text, second.responseId], [first.text, first.responseId]);
  const streamed = await readAll(await models.generateContentStream(asked));
  assert.equal(streamed.map((event) => event.text ?? "").join(""), first.text);
  await assertPaid(customer, [first.responseId]);
});

test("the models, in the list that the package pages through", async () => {
  const { client } = await enter({ key: { models: [...modelOfEachWire] } });
  const listed: (string | undefined)[] = [];
  const pages = await client.models.list({ config: { pageSize: 2 } });
  for await (const one of pages) listed.push(one.name);
  assert.deepEqual(listed.sort(), modelOfEachWire.map((name) => `models/${name}`).sort());
  const shown = await client.models.get({ model });
  assert.equal(shown.name, `models/${model}`);
  const missing = await refusalOf(() => client.models.get({ model: "nothing-like-it" }));
  assert.equal(missing.code, "model_not_found");
});

async function readAll(stream: AsyncIterable<GenerateContentResponse>) {
  const events: GenerateContentResponse[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

function countsOf(response: GenerateContentResponse | undefined) {
  const { promptTokenCount, candidatesTokenCount, totalTokenCount } = response?.usageMetadata ?? {};
  return { promptTokenCount, candidatesTokenCount, totalTokenCount };
}

async function refusalOf(call: () => PromiseLike<unknown>) {
  try {
    await call();
  } catch (error) {
    assert(error instanceof ApiError, String(error));
    const text = error.message.slice(error.message.indexOf("{"));
    const told: unknown = at(JSON.parse(text), "error");
    return {
      status: error.status,
      word: at(told, "status"),
      code: at(told, "details.0.metadata.code"),
      message: textAt(told, "message"),
      details: listAt(told, "details"),
      metadata: at(told, "metadata"),
    };
  }
  assert.fail("it was not refused");
}

async function until(look: () => Promise<unknown>): Promise<unknown> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    assert(Date.now() < deadline, "it happens within ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function picture(): Promise<Buffer> {
  return await sharp({ create: { width: 320, height: 200, channels: 3, background: "#c81e1e" } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}
