import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ChatEvent } from "../../core/chat/event.ts";
import { readReport } from "../../core/metering/read-report.ts";
import type { ReportedUsage } from "../../core/tokens/usage.ts";
import type { Verdict } from "../adapter.ts";
import { createDecoder } from "./decoder.ts";
import { readUsage } from "./usage.ts";

/** Reads a recorded stream to its end. */
function read(name: string) {
  const text = readFileSync(new URL(`fixtures/${name}.sse`, import.meta.url), "utf8");
  return readData(text.split("\n\n").flatMap((one) => (one === "" ? [] : [one.slice(6)])));
}

function readData(data: readonly string[]) {
  const decoder = createDecoder();
  const events: ChatEvent[] = [];
  let verdict: Verdict = null;
  for (const one of data) verdict ??= decoder.readEvent(Buffer.from(one), null, events);
  const finish = events.find((event) => event.finish !== null)?.finish ?? null;
  const usage = events.findLast((event) => event.usage !== null)?.usage ?? null;
  return { events, ending: verdict ?? decoder.readEnd(), finish, usage };
}

function usageOf(metadata: object): ReportedUsage {
  const usage = readUsage(metadata);
  assert.ok(usage !== null);
  return usage;
}

/** What is charged by a report, for a prompt expected to hold a picture of 258 tokens. */
function charged(report: ReportedUsage) {
  return readReport(report, { textTokens: 23, imageTokens: 258, outputImageTokens: 0 });
}

test("thoughts stand outside the candidates and are billed as output", () => {
  const { events, usage, finish } = read("thinking");
  assert.equal(events[0]?.delta?.reasoning_content, "Let me look.");
  assert.equal(events[1]?.delta?.content, "Red.");
  assert.equal(finish, "stop");
  assert.equal(usage?.completionTokens, 87);
  assert.equal(usage?.reasoningTokens, 84);
  assert.ok(usage);
  assert.deepEqual(charged(usage).completion, { text: 3, image: 0, reasoning: 84 });
});

test("usage is cumulative: the last report counts, and one of an unfinished answer doesn't", () => {
  const { events } = read("thinking");
  assert.equal(events.filter((event) => event.usage !== null).length, 1);
});

test("a picture out is billed as a picture, and the text beside it as text", () => {
  const { events, usage } = read("picture");
  const pictures = events.flatMap((event) => event.delta?.images ?? []);
  assert.equal(pictures.length, 1, "drafts made in thought are not given out");
  assert.match(pictures[0]?.image_url.url ?? "", /^data:image\/png;base64,iVBORw0KGgo/);
  assert.ok(usage);
  assert.deepEqual(charged(usage).completion, { text: 11, image: 1120, reasoning: 107 });
});

test("details that leave out text leave it what remains of the whole", () => {
  const usage = usageOf({
    promptTokenCount: 300,
    candidatesTokenCount: 1300,
    promptTokensDetails: [{ modality: "IMAGE", tokenCount: 258 }],
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1290 }],
    totalTokenCount: 1600,
  });
  const { prompt, completion } = charged(usage);
  assert.deepEqual([prompt.text, prompt.image], [42, 258]);
  assert.deepEqual([completion.text, completion.image], [10, 1290]);
});

test("candidates that are not counted are what the total leaves", () => {
  const image = [{ modality: "IMAGE", tokenCount: 1120 }];
  const total = { promptTokenCount: 10, thoughtsTokenCount: 5, totalTokenCount: 1140 };
  assert.equal(usageOf({ ...total, candidatesTokensDetails: image }).completionTokens, 1130);
  assert.equal(usageOf(total).completionTokens, 1130);
  assert.equal(
    usageOf({ promptTokenCount: 10, candidatesTokensDetails: image }).completionTokens,
    1120,
  );
  assert.equal(usageOf({ promptTokenCount: 10 }).completionTokens, 0);
});

test("thoughts that a surface counts among the candidates are not billed twice", () => {
  const usage = usageOf({
    promptTokenCount: 10,
    candidatesTokenCount: 90,
    thoughtsTokenCount: 80,
    totalTokenCount: 100,
  });
  assert.equal(usage.completionTokens, 90);
});

test("pages of documents are pictures, and sound is sound", () => {
  const usage = usageOf({
    promptTokenCount: 1000,
    promptTokensDetails: [
      { modality: "DOCUMENT", tokenCount: 560 },
      { modality: "IMAGE", tokenCount: 258 },
      { modality: "AUDIO", tokenCount: 100 },
      { modality: "TEXT", tokenCount: 82 },
    ],
  });
  assert.deepEqual(charged(usage).prompt, { text: 82, image: 818, audio: 100, cached: 0 });
});

test("cached tokens are among the prompt's, and what tools added to the prompt is prompt", () => {
  const { usage, events, finish } = read("tools");
  assert.equal(usage?.promptTokens, 101);
  assert.equal(usage?.cachedTokens, 64);
  assert.equal(usage?.completionTokens, 24);
  assert.equal(finish, "tool_calls");
  const calls = events.flatMap((event) => event.delta?.tool_calls ?? []);
  assert.deepEqual(calls, [
    {
      index: 0,
      id: "call_r3Qf_0",
      type: "function",
      function: { name: "weather", arguments: '{"city":"Zürich"}' },
      extra_content: { google: { thought_signature: "c2lnbmVk" } },
    },
    {
      index: 1,
      id: "g-2",
      type: "function",
      function: { name: "weather", arguments: '{"city":"Oslo"}' },
    },
  ]);
});

test("details larger than their whole, and counts that are none, are not believed", () => {
  const usage = usageOf({
    promptTokenCount: 10,
    promptTokensDetails: [{ modality: "IMAGE", tokenCount: 258 }],
    candidatesTokenCount: 5,
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1290 }],
    totalTokenCount: 15,
  });
  assert.deepEqual([usage.promptImageTokens, usage.completionImageTokens], [null, null]);
  for (const wrong of [null, 3, {}, { promptTokenCount: -1 }, { promptTokenCount: 1.5 }]) {
    assert.equal(readUsage(wrong), null);
  }
});

test("a prompt that was blocked ends as filtered, with its usage", () => {
  const { finish, usage, ending, events } = read("blocked-prompt");
  assert.equal(ending, "ended");
  assert.equal(finish, "content_filter");
  assert.deepEqual([usage?.promptTokens, usage?.completionTokens], [33, 0]);
  assert.equal(events.length, 1);
});

test("an answer that was stopped for safety keeps what came before", () => {
  const { finish, events, ending } = read("safety");
  assert.equal(events[0]?.delta?.content, "Well, ");
  assert.equal(finish, "content_filter");
  assert.equal(ending, "ended");
});

test("every reason to finish has its word, and a failed call of a tool breaks the answer", () => {
  const finishOf = (reason: string) =>
    readData([
      JSON.stringify({
        candidates: [{ finishReason: reason }],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
      }),
    ]);
  assert.equal(finishOf("MAX_TOKENS").finish, "length");
  for (const reason of ["RECITATION", "BLOCKLIST", "SPII", "IMAGE_SAFETY", "NO_IMAGE"]) {
    assert.equal(finishOf(reason).finish, "content_filter");
  }
  assert.equal(finishOf("A_NEW_ONE").finish, "stop");
  const malformed = finishOf("MALFORMED_FUNCTION_CALL");
  assert.ok(malformed.ending !== "ended");
  assert.match(malformed.ending.broken, /can't be read/);
  assert.equal(malformed.usage?.completionTokens, 2);
});

test("chances of tokens come in the words that were asked for", () => {
  const chosen = { token: "Hé", logProbability: -0.25, tokenId: 7 };
  const top = { candidates: [chosen, { token: "No", logProbability: -2 }] };
  const { events } = readData([
    JSON.stringify({
      candidates: [
        {
          content: { parts: [{ text: "Hé" }] },
          logprobsResult: { chosenCandidates: [chosen], topCandidates: [top] },
        },
      ],
    }),
  ]);
  assert.deepEqual(events[0]?.logprobs, {
    content: [
      {
        token: "Hé",
        logprob: -0.25,
        bytes: [0x48, 0xc3, 0xa9],
        top_logprobs: [
          { token: "Hé", logprob: -0.25, bytes: [0x48, 0xc3, 0xa9] },
          { token: "No", logprob: -2, bytes: [0x4e, 0x6f] },
        ],
      },
    ],
    refusal: null,
  });
});

test("what is no answer breaks the stream instead of being guessed at", () => {
  for (const wrong of [
    "[]",
    '{"candidates":3}',
    '{"candidates":[3]}',
    '{"candidates":[{"content":{"parts":3}}]}',
    '{"candidates":[{"content":{"parts":[{"text":3}]}}]}',
    '{"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]}',
    '{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png"}}]}}]}',
  ]) {
    const { ending } = readData([wrong]);
    assert.ok(ending !== "ended", wrong);
    assert.match(ending.broken, /cannot be read/);
  }
});
