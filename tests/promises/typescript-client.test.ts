import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText, wrapLanguageModel } from "ai";
import OpenAI from "openai";
import { spending } from "../../clients/typescript/src/ai-sdk.ts";
import { PaymentRequiredError, RefusedError } from "../../clients/typescript/src/errors.ts";
import { Farebox } from "../../clients/typescript/src/farebox.ts";
import { fetchThrough, forAiSdk, forOpenAI } from "../../clients/typescript/src/fetch.ts";
import { picture } from "../../clients/typescript/src/pictures.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import type { CustomerTerms } from "../doubles/operator.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, answerUntil, failure, words } from "../doubles/upstream-script.ts";

const seeing = { provider: "local", model: "eyes", vision: "openai-tiles-85-170" };
const price = { input: "1.00", output: "10.00" };
const eyes = model("eyes", { routes: [seeing], price });
const stage = await openStage({ models: [model("other"), eyes] });

async function enter(terms: CustomerTerms = { balance: "1.00" }) {
  const customer = await stage.enter(terms);
  const farebox = new Farebox({ apiKey: customer.secret, baseUrl: stage.gateway.url() });
  after(() => farebox.close());
  return { ...customer, farebox };
}

async function spentBy(accountId: string) {
  return dollars("1.00") - (await stage.operator.balance(accountId)).posted;
}

test("a call, its estimate, its record and the caller's own books say the same", async () => {
  const { farebox, accountId } = await enter();
  stage.upstream.script("plain", answer(words(20)));
  const body = ask("plain", { max_tokens: 100 });
  const estimate = await farebox.estimate(body);
  assert.equal(estimate.cost.completion_max, "0.006");
  const { id, choices, usage } = await farebox.complete(body, { sessionId: "talk" });
  assert.equal(choices[0]?.message.content, words(20).join(""));
  const record = await farebox.record(id);
  assert.deepEqual([record.status, record.cost, record.usage], ["completed", "0.0012", usage]);
  assert.equal((await farebox.balance()).available, "0.9988");
  assert.equal((await farebox.usage({ groupBy: "session" })).data[0]?.group, "talk");
  assert.equal((await farebox.settleSession("talk")).mills, 1);
  assert.equal((await farebox.session("talk")).carried, "0.0002");
  assert.equal((await farebox.key()).account_id, accountId);
  assert((await farebox.models()).some((one) => one.id === "words"));
  assert.equal((await farebox.model("words")).pricing?.completion, "0.00006");
  assert(Array.isArray((await farebox.statements())["data"]));
  const workload = {
    calls_per_day: 1000,
    prompt_tokens: 10,
    output_tokens: 500,
    models: ["words"],
  };
  assert.equal((await farebox.plan(workload))["object"], "plan");
});

test("the running cost is an estimate, then the gateway's count, then the charge", async () => {
  const { farebox } = await enter();
  const release = "go-on";
  const { steps = [] } = answer(words(10, 40));
  const begun = words(40).map((text) => ({ text }));
  stage.upstream.script("running", { steps: [...begun, { checkpoint: release }, ...steps] });
  const stream = await farebox.stream(ask("running"));
  const seen: (readonly [string, string | null, number])[] = [];
  for await (const _ of stream) {
    if (stream.received !== 40) continue;
    const { source, amount } = stream.cost;
    assert.equal(source, "estimated", `${amount}`);
    const measured = await stream.measure();
    seen.push([measured.source, measured.amount, measured.tokens]);
    assert.deepEqual(stream.cost, measured);
    stage.upstream.release(release);
  }
  assert.deepEqual(seen, [["counted", "0.0024", 40]]);
  assert.deepEqual(stream.cost, { source: "charged", amount: "0.003", tokens: 50 });
  assert.equal(stream.bill?.cost, "0.003");
});

test("stop answers the final bill, and who still reads gets all that was produced", async () => {
  const { farebox, accountId } = await enter();
  stage.upstream.script("stopped", answerUntil("never-stopped", words(30)));
  const stream = await farebox.stream(ask("stopped"));
  let text = "";
  for await (const piece of stream.text()) {
    text += piece;
    if (text === words(30).join("")) {
      const bill = await stream.stop();
      assert.deepEqual([bill.status, bill.cost], ["cancelled", "0.0018"]);
      assert.equal(await stream.stop(), bill, "stopping again is the same stop");
    }
  }
  assert.equal(stream.bill?.cost, "0.0018");
  assert.equal(await spentBy(accountId), costOf(30, 60n));
});

test("maxCost ends an answer in time, and one that covers nothing is 402", async () => {
  const { farebox, accountId } = await enter();
  stage.upstream.script("budget", answer(words(200)));
  const stream = await farebox.stream(ask("budget"), { maxCost: "0.003" });
  const { finish_reason, cost } = await stream.whole();
  assert.deepEqual([finish_reason, cost], ["length", "0.003"]);
  assert.equal(await spentBy(accountId), costOf(50, 60n));
  const low = farebox.complete(ask("budget"), { maxCost: "0.00001" });
  await assert.rejects(low, { name: "PaymentRequiredError", code: "max_cost_too_low" });
});

test("each refusal is its own class, asked for once, with the numbers that help", async () => {
  const before = stage.upstream.calls().length;
  const rich = await enter({ balance: "1.00", key: { models: ["words"] } });
  const poor = await enter({ balance: "0" });
  const stranger = new Farebox({ apiKey: "sk-unknown-key", baseUrl: stage.gateway.url() });
  after(() => stranger.close());
  const refused = async (call: Promise<unknown>): Promise<RefusedError> => {
    const error = await call.then(() => null).catch((reason: unknown) => reason);
    assert(error instanceof RefusedError, String(error));
    return error;
  };
  const noMoney = await refused(poor.farebox.stream(ask("any", { max_tokens: 50 })));
  assert(noMoney instanceof PaymentRequiredError);
  assert.deepEqual([noMoney.available, noMoney.affordableOutputTokens], ["0.00", 0]);
  const told = await Promise.all([
    refused(stranger.balance()),
    refused(rich.farebox.complete(ask("any", { model: "other" }))),
    refused(rich.farebox.complete(ask("any", { n: 2 }))),
    refused(rich.farebox.record("chatcmpl-none")),
  ]);
  assert.deepEqual(
    told.map(({ name, status, code }) => [name, status, code]),
    [
      ["AuthenticationError", 401, "invalid_api_key"],
      ["ModelNotAvailableError", 401, "model_not_available"],
      ["InvalidRequestError", 400, "invalid_request"],
      ["NotFoundError", 404, "not_found"],
    ],
  );
  assert.equal(stage.upstream.calls().length, before);
});

test("money that ends in mid-answer is a PaymentRequiredError with the bill", async () => {
  const { farebox, accountId } = await enter({ balance: "0.018" });
  stage.upstream.script("cut", answer(words(500)));
  const stream = await farebox.stream(ask("cut"));
  let text = "";
  await assert.rejects(
    (async () => {
      for await (const piece of stream.text()) text += piece;
    })(),
    (error: unknown) => error instanceof PaymentRequiredError && error.bill?.cost === "0.018",
  );
  assert.equal(text, words(300).join(""));
  assert.equal(stream.cost.source, "charged");
  assert.equal((await stage.operator.balance(accountId)).posted, 0n);
});

test("429 is waited out, and a provider that fails is told with its charge", async () => {
  const { farebox } = await enter({ balance: "1.00", concurrency: 1 });
  stage.upstream.script("slow", answer(words(3)));
  const both = [farebox.complete(ask("slow")), farebox.complete(ask("slow"))];
  assert.equal((await Promise.all(both)).length, 2, "the second waited for its turn");
  stage.upstream.script("failing", failure(500, "out of order"));
  await assert.rejects(farebox.complete(ask("failing")), {
    name: "UpstreamError",
    code: "upstream_error",
  });
});

test("a picture that the client has read is measured by the gateway as it is", async () => {
  const { farebox } = await enter();
  const path = join(import.meta.dirname, "../../docs/pictures/toll-gate.png");
  for (const source of [path, new Blob([readFileSync(path)])]) {
    const content = [await picture(source, { detail: "low" })];
    const messages = [{ role: "user", content }];
    const { images } = await farebox.estimate({ model: "eyes", messages });
    assert.deepEqual([images[0]?.width, images[0]?.height, images[0]?.detail], [1280, 720, "low"]);
  }
});

test("a page of HTML from in between is an error that shows it", async () => {
  const server = createServer((_, response) => {
    const headers = { "content-type": "text/html", connection: "close" };
    response.writeHead(200, headers);
    response.end("<html>\n<h1>Sign in to Example WiFi</h1>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using farebox = new Farebox({ apiKey: "sk-0123456789", baseUrl });
  const expected = {
    name: "UnexpectedAnswerError",
    message: new RegExp(
      `^${baseUrl}/v1/.* answered 200 with text/html: "<html> <h1>Sign in to Example WiFi</h1>". ` +
        "That is not the gateway's: check baseUrl and what stands in between.$",
    ),
  };
  await assert.rejects(farebox.balance(), expected);
  await assert.rejects(farebox.stream(ask("any")), expected);
  await assert.rejects(fetchThrough(farebox)(`${baseUrl}/v1/models`), expected);
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(farebox.balance(), { name: "ConnectionError", message: /ECONNREFUSED/ });
});

test("the openai package goes through the client: streams, errors, leaving", async () => {
  const { farebox, accountId } = await enter();
  const openai = new OpenAI(forOpenAI(farebox));
  stage.upstream.script("endless", answerUntil("never-endless", words(20)));
  const stream = await openai.chat.completions.create({
    model: "words",
    messages: [{ role: "user", content: "script:endless" }],
    stream: true,
  });
  let chunks = 0;
  let id = "";
  for await (const chunk of stream) {
    id = chunk.id;
    chunks += 1;
    if (chunks === 10) break;
  }
  await stage.upstream.reached("never-endless");
  const [call] = stage.upstream.calls("endless");
  await until(() => call?.closedAt !== null, "the provider's stop", 2_000);
  const bill = await farebox.cancel(id);
  assert.equal(bill.status, "cancelled");
  assert.equal(await spentBy(accountId), dollars(bill.cost));
  const missing = openai.chat.completions.create({
    model: "none",
    messages: [{ role: "user", content: "hello" }],
  });
  await assert.rejects(missing, { status: 404, code: "model_not_found" });
});

test("the AI SDK's middleware tells the cost, keeps the bound and stops what runs", async () => {
  const { farebox, accountId } = await enter();
  const gate = spending(farebox, { maxCost: "0.003", sessionId: "sdk" });
  const provider = createOpenAICompatible(forAiSdk(farebox));
  const wrapped = wrapLanguageModel({ model: provider("words"), middleware: gate });
  stage.upstream.script("sdk", answer(words(20)));
  const { text, providerMetadata } = await generateText({ model: wrapped, prompt: "script:sdk" });
  assert.equal(text, words(20).join(""));
  assert.equal(providerMetadata?.["farebox"]?.["cost"], "0.0012");

  stage.upstream.script("sdk-long", answer(words(200)));
  const bounded = streamText({ model: wrapped, prompt: "script:sdk-long" });
  assert.equal(await bounded.finishReason, "length");
  assert.equal((await bounded.providerMetadata)?.["farebox"]?.["cost"], "0.003");

  stage.upstream.script("sdk-stop", answerUntil("never-sdk", words(30)));
  const running = streamText({ model: wrapped, prompt: "script:sdk-stop" });
  let told = "";
  const read = (async () => {
    for await (const piece of running.textStream) told += piece;
  })();
  await until(() => told === words(30).join(""), "all that was produced");
  const [bill] = await gate.stop();
  assert.deepEqual([bill?.status, bill?.cost], ["cancelled", "0.0018"]);
  await read;
  assert.equal((await running.providerMetadata)?.["farebox"]?.["id"], bill?.id);
  assert.deepEqual(await gate.stop(), [], "nothing runs any more");
  assert.equal(await spentBy(accountId), costOf(100, 60n));
  assert.equal((await farebox.session("sdk")).calls, 3);
});
