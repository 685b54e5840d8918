import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { at, listAt, numberAt, textAt } from "../../../tests/doubles/json.ts";
import {
  callSandbox,
  pictureMessage,
  plainPicture,
  readEvents,
} from "../../../tests/doubles/sandbox-caller.ts";
import { bounds } from "./bounds.ts";
import { createMeter } from "./meter.ts";
import { countShortText } from "./vocabulary.ts";

test("max_tokens is obeyed to the token, streamed and buffered", async (context) => {
  const sandbox = await callSandbox(context);
  for (const limit of [1, 2, 7, 64, 1_000]) {
    for (const field of ["max_tokens", "max_completion_tokens"]) {
      const body = { [field]: limit };
      const question = "Tell me everything at length, größer und 漢字 👩‍👩‍👧.";
      const whole: unknown = await (await sandbox.chat(question, body)).json();
      const { text, events } = await readEvents(
        await sandbox.chat(question, { ...body, stream: true }),
      );
      const ends = limit === 1_000 ? ["stop", "length"] : ["length"];
      assert.equal(textAt(whole, "choices.0.message.content"), text);
      assert(ends.includes(textAt(events.at(-1), "choices.0.finish_reason")));
      assert.equal(numberAt(whole, "usage.completion_tokens"), countShortText(text));
      assert(numberAt(whole, "usage.completion_tokens") <= limit);
      if (limit < 1_000) assert.equal(numberAt(whole, "usage.completion_tokens"), limit);
    }
  }
});

test("an answer of the asked length ends by itself", async (context) => {
  const sandbox = await callSandbox(context);
  const exact: unknown = await (await sandbox.chat("Write a poem in 500 tokens.")).json();
  assert.equal(numberAt(exact, "usage.completion_tokens"), 500);
  assert.equal(textAt(exact, "choices.0.finish_reason"), "stop");
  const words: unknown = await (await sandbox.chat("Describe it in 1,200 words.")).json();
  const count = textAt(words, "choices.0.message.content").split(/\s+/).length;
  assert(count >= 1_150 && count < 1_400, `${count} words`);
});

test("the meter says what the client received, and holds no prompt", async (context) => {
  const sandbox = await callSandbox(context);
  const message = pictureMessage("Secret question?", [await plainPicture(1920, 1080, "#336699")]);
  const body = { stream: true, messages: [message], max_tokens: 123 };
  const response = await sandbox.chat("", body, { "x-client-request-id": "mine" });
  assert.equal(response.headers.get("x-request-id"), "mine");
  const { text } = await readEvents(response);
  const call = await sandbox.metered("mine");
  assert.equal(numberAt(call, "completion_tokens"), countShortText(text));
  assert.equal(numberAt(call, "completion_tokens"), 123);
  assert.equal(numberAt(call, "text_length"), text.length);
  assert.equal(numberAt(call, "image_tokens"), 1_105);
  assert.equal(textAt(call, "ended"), "length");
  assert.equal(textAt(call, "model"), "gpt-4o");
  const all: unknown = await (await fetch(`${sandbox.url}/meter`)).json();
  assert(!JSON.stringify(all).includes("Secret"));
  assert.equal(numberAt(all, "totals.completion_tokens"), 123);
  await fetch(`${sandbox.url}/meter`, { method: "DELETE" });
  const cleared: unknown = await (await fetch(`${sandbox.url}/meter`)).json();
  assert.deepEqual(listAt(cleared, "calls"), []);
  assert.equal(numberAt(cleared, "totals.calls"), 0);
});

test("a client that hangs up stops the answer at once, streamed and buffered", async (context) => {
  const sandbox = await callSandbox(context, { tokensPerSecond: 200 });
  for (const stream of [true, false]) {
    const hangUp = new AbortController();
    const id = `abort-${stream}`;
    const calling = fetch(`${sandbox.url}/v1/chat/completions`, {
      method: "POST",
      signal: hangUp.signal,
      headers: { "x-client-request-id": id },
      body: JSON.stringify({
        model: "m",
        stream,
        messages: [{ role: "user", content: "!sandbox tokens=5000" }],
      }),
    }).then((response) => response.text());
    await pause(200);
    const abortedAt = Date.now();
    hangUp.abort();
    await assert.rejects(calling);
    const call = await sandbox.metered(id);
    assert.equal(textAt(call, "ended"), "aborted");
    assert(numberAt(call, "ended_at") - abortedAt < 100);
    const produced = numberAt(call, "completion_tokens");
    assert(produced > 5 && produced < 100, `${produced} tokens`);
    await pause(60);
    assert.equal(numberAt(await sandbox.metered(id), "completion_tokens"), produced);
  }
});

test("a client that reads nothing holds the answer back", async (context) => {
  const sandbox = await callSandbox(context);
  const { port } = new URL(sandbox.url);
  const content = "!sandbox tokens=2000000";
  const body = JSON.stringify({
    model: "m",
    stream: true,
    max_tokens: 2_000_000,
    messages: [{ role: "user", content }],
  });
  const socket = connect(Number(port), "127.0.0.1").pause();
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nX-Client-Request-Id: slow\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  const produced = async () =>
    numberAt(await (await fetch(`${sandbox.url}/meter/slow`)).json(), "completion_tokens");
  await pause(400);
  let before = await produced();
  for (let turn = 0; turn < 20; turn++) {
    await pause(100);
    const now = await produced();
    if (now === before) break;
    before = now;
  }
  assert.equal(await produced(), before, "it waits");
  assert(before > 0 && before < 200_000, `${before} tokens went ahead`);
  socket.destroy();
  assert.equal(textAt(await sandbox.metered("slow"), "ended"), "aborted");
});

test("the first token waits longer for a larger picture", async (context) => {
  const sandbox = await callSandbox(context, { firstTokenMs: { min: 60, max: 160 } });
  const wait = async (id: string, messages: readonly object[]) => {
    await sandbox.chat("", { messages, max_tokens: 1 }, { "x-client-request-id": id });
    const call = await sandbox.metered(id);
    return numberAt(call, "first_token_at") - numberAt(call, "started_at");
  };
  const words = await wait("words", [{ role: "user", content: "Hello" }]);
  assert(words >= 59 && words < 150, `${words} ms`);
  const large = pictureMessage("Look.", [await plainPicture(2_500, 2_000, "#000000")]);
  assert((await wait("large", [large])) >= 159);
});

test("the meter remembers so many calls and sums them all", () => {
  const meter = createMeter();
  const started_at = Date.now();
  const running = meter.start({ id: "first", model: "m", stream: true, started_at });
  for (let index = 0; index < bounds.meterCallsMax + 5; index++) {
    const call = meter.start({ id: `c${index}`, model: "m", stream: false, started_at });
    call.completion_tokens = 2;
    call.ended = "completed";
  }
  running.completion_tokens = 7;
  running.ended = "aborted";
  assert.equal(meter.calls().length, bounds.meterCallsMax);
  assert.equal(meter.find("first"), undefined);
  assert.equal(meter.find("c4"), undefined);
  assert.equal(meter.find("c5")?.completion_tokens, 2);
  assert.deepEqual(meter.totals(), {
    calls: bounds.meterCallsMax + 6,
    running: 0,
    prompt_tokens: 0,
    image_tokens: 0,
    completion_tokens: 2 * (bounds.meterCallsMax + 5) + 7,
  });
});

test("bad input is refused with the field's name, and the sandbox lives on", async (context) => {
  const sandbox = await callSandbox(context);
  const refused = async (body: string, status = 400) => {
    const response = await fetch(`${sandbox.url}/v1/chat/completions`, { method: "POST", body });
    assert.equal(response.status, status);
    const error = at(await response.json(), "error");
    return `${textAt(error, "message")} ${at(error, "param")}`;
  };
  const message = { role: "user", content: "x" };
  const of = (more: object) => JSON.stringify({ model: "m", messages: [message], ...more });
  assert.match(await refused("{"), /not valid JSON/);
  assert.match(await refused("[]"), /must be object/);
  assert.match(await refused(of({ max_tokens: 0 })), /max_tokens/);
  assert.match(await refused(of({ n: 2 })), /'n'/);
  assert.match(await refused(of({ messages: [] })), /messages/);
  assert.match(await refused(of({ messages: [{ role: "judge", content: "" }] })), /must be one of/);
  const part = (url: string) => ({ type: "image_url", image_url: { url } });
  const picture = (url: string) => of({ messages: [{ role: "user", content: [part(url)] }] });
  assert.match(await refused(picture("https://example.com/a.png")), /messages\.0\.content\.0/);
  assert.match(await refused(picture("data:image/png;base64,####")), /cannot be read/);
  assert.match(await refused(of({ tool_choice: "required" })), /tools/);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assert.match(await refused(deep), /must be object/);
  const huge = "x".repeat(bounds.bodyBytesMax + 1);
  const tooLarge = await refused(huge, 413).catch((error: unknown) => error);
  assert(tooLarge instanceof TypeError || /larger than/.test(String(tooLarge)));
  assert.equal((await fetch(`${sandbox.url}/v1/elsewhere`)).status, 404);
  assert.equal((await fetch(`${sandbox.url}/v1/chat/completions`)).status, 405);
  assert.equal((await sandbox.chat("Still there?")).status, 200);
});
