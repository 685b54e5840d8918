import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { until } from "../doubles/scripted-upstream.ts";
import { openStage } from "../doubles/stage.ts";

const picturing = "gemini-3.1-flash-image";
const stage = await openStage({
  providers: (url) => ({
    google: { kind: "google", base_url: url.replace("/v1", ""), api_key: "AIza-for-tests" },
  }),
});

const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
const png = await sharp({
  create: { width: 1024, height: 1024, channels: 3, noise, background: "" },
})
  .png()
  .toBuffer();
const data = png.toString("base64");

/** One event of Google's stream, as a step of a script. */
function event(response: object) {
  const text = `data: ${JSON.stringify({ responseId: "r1", ...response })}\r\n\r\n`;
  return { raw: Buffer.from(text).toString("base64") };
}

function said(...parts: object[]) {
  return event({ candidates: [{ content: { parts, role: "model" }, index: 0 }] });
}

function stopped(usageMetadata?: object) {
  return event({ candidates: [{ finishReason: "STOP", index: 0 }], usageMetadata });
}

const picture = { inlineData: { mimeType: "image/png", data } };
const usage = {
  promptTokenCount: 20,
  candidatesTokenCount: 1120,
  totalTokenCount: 1140,
  promptTokensDetails: [{ modality: "TEXT", tokenCount: 20 }],
  candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1120 }],
};

function draw(script: string, more: object = {}) {
  const content = `A picture, please. script:${script}`;
  return {
    model: picturing,
    max_tokens: 1,
    modalities: ["text", "image"],
    messages: [{ role: "user", content }],
    ...more,
  };
}

test("a picture of 1K costs $0.0672, whatever max_tokens says, as reported", async () => {
  assert.ok(data.length > 1_000_000, "a picture of megabytes");
  stage.upstream.script("one", { steps: [said(picture), stopped(usage)] });
  for (const max_tokens of [1, 4_096]) {
    const { caller } = await stage.enter();
    const reply = await bufferedChat(caller, draw("one", { max_tokens }));
    assert.equal(reply.status, 200, reply.text.slice(0, 500));
    const images = listAt(reply.json, "choices.0.message.images");
    assert.deepEqual(
      images.map((image) => at(image, "image_url.url")),
      [`data:image/png;base64,${data}`],
    );
    assert.equal(at(reply.json, "usage.cost_details.completion"), "0.0672");
    assert.equal(at(reply.json, "usage.completion_tokens_details.image_tokens"), 1120);
    const record = await readRecord(caller, textAt(reply.json, "id"));
    assert.equal(at(record.json, "usage_source"), "reported");
    // 20 tokens of text in at $0.50 per million.
    assert.equal(at(record.json, "cost"), "0.06721");
  }
});

test("a picture costs the same where the provider reports nothing, or splits nothing", async () => {
  const { caller } = await stage.enter();
  stage.upstream.script("silent", { steps: [said(picture), stopped()] });
  const silent = await bufferedChat(caller, draw("silent"));
  assert.equal(at(silent.json, "usage.cost_details.completion"), "0.0672");
  const record = await readRecord(caller, textAt(silent.json, "id"));
  assert.equal(at(record.json, "usage_source"), "counted");

  const { candidatesTokensDetails: _, ...whole } = usage;
  stage.upstream.script("whole", { steps: [said(picture), stopped(whole)] });
  const unsplit = await bufferedChat(caller, draw("whole"));
  assert.equal(at(unsplit.json, "usage.cost_details.completion"), "0.0672");
});

test("no picture is relayed before its checkpoint: a crash then charges it", async () => {
  stage.upstream.script("held", {
    steps: [said({ text: "Here" }), said(picture), { checkpoint: "after-picture" }, stopped(usage)],
  });
  const customer = await stage.enter();
  const stream = await streamChat(customer.caller, draw("held"));
  await until(
    () => stream.events.some((one) => at(one.json, "choices.0.delta.images") !== undefined),
    "the picture",
  );
  await stage.gateway.kill9();
  await stage.gateway.restart();
  stage.upstream.release("after-picture");
  const caller = stage.operator.caller(customer);
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "status"), "recovered", record.text);
  assert.equal(at(record.json, "usage.completion_tokens_details.image_tokens"), 1120);
  const cost = dollars(at(record.json, "cost"));
  assert.ok(cost >= dollars("0.0672"), record.text);
  const { posted, held } = await stage.operator.balance(customer.accountId);
  assert.deepEqual([posted, held], [dollars("10.00") - cost, 0n]);
  await stage.operator.cleanAudit();
});

test("a picture that the balance can't pay is refused before anything is sent", async () => {
  stage.upstream.script("poor", { steps: [said(picture), stopped(usage)] });
  // The largest picture that may come costs $0.1512.
  const { caller } = await stage.enter({ balance: "0.15" });
  const reply = await bufferedChat(caller, draw("poor"));
  assert.equal(reply.status, 402, reply.text.slice(0, 500));
  assert.ok(dollars(at(reply.json, "error.metadata.required")) > dollars("0.1512"));
  assert.equal(stage.upstream.calls("poor").length, 0);

  const { caller: richer } = await stage.enter({ balance: "0.16" });
  const paid = await bufferedChat(richer, draw("poor"));
  assert.equal(paid.status, 200);
  assert.equal(at(paid.json, "usage.cost_details.completion"), "0.0672");
});

test("max_cost below a picture's price ends before it, and is never exceeded", async () => {
  stage.upstream.script("cheap", {
    steps: [said({ text: "Here" }), said(picture), stopped(usage)],
  });
  const { caller } = await stage.enter();
  const stream = await streamChat(caller, draw("cheap", { max_tokens: 500, max_cost: "0.05" }));
  await stream.end();
  assert.equal(stream.finishReason(), "length");
  assert.ok(stream.events.every((one) => at(one.json, "choices.0.delta.images") === undefined));
  const record = await readRecord(caller, stream.id());
  assert.ok(dollars(at(record.json, "cost")) < dollars("0.05"));
});

test("the provider's key goes out, and what it can't say is refused and free", async () => {
  stage.upstream.script("one", { steps: [said({ text: "Hi" }), stopped(usage)] });
  const { caller, accountId } = await stage.enter();
  await bufferedChat(caller, draw("one"));
  const [call] = stage.upstream.calls("one").slice(-1);
  assert.equal(call?.headers["x-goog-api-key"], "AIza-for-tests");
  assert.equal(numberAt(call?.body, "generationConfig.maxOutputTokens"), 1);
  const before = stage.upstream.calls().length;
  const { posted } = await stage.operator.balance(accountId);
  const refused = await bufferedChat(caller, draw("one", { logit_bias: { "50256": -100 } }));
  assert.equal(refused.status, 400);
  assert.equal(at(refused.json, "error.code"), "upstream_rejected");
  assert.match(textAt(refused.json, "error.message"), /`logit_bias`/);
  assert.equal(stage.upstream.calls().length, before);
  assert.equal((await stage.operator.balance(accountId)).posted, posted);
});
