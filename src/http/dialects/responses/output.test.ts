import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ResponseStream } from "openai/lib/responses/ResponseStream";
import { listAt, textAt } from "../../../../tests/doubles/json.ts";
import type { Delta } from "../../../core/chat/event.ts";
import { type ResponseEvent, ResponseOutput } from "./output.ts";

const key = "01m81jhfs80asjrwzbyg3z1q2v";

/** All events of an answer, and its items. */
function play(deltas: readonly Delta[], status: "completed" | "incomplete" = "completed") {
  const output = new ResponseOutput(key);
  const events = deltas.flatMap((delta) => output.take(delta, null));
  return { events: [...events, ...output.close(status)], items: output.items() };
}

/** The package's own reading of a stream of these events. */
async function readByPackage(events: readonly ResponseEvent[]): Promise<unknown> {
  const begun = { id: "resp_1", object: "response", status: "in_progress", output: [] };
  const told = [{ type: "response.created", response: begun }, ...events];
  const lines = told.map((event, sequence_number) => JSON.stringify({ ...event, sequence_number }));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`${lines.join("\n")}\n`));
      controller.close();
    },
  });
  const reader = ResponseStream.fromReadableStream(stream);
  const response = await reader.finalResponse();
  return JSON.parse(JSON.stringify(response.output));
}

const text = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" });
const delta: fc.Arbitrary<Delta> = fc.oneof(
  text.map((content) => ({ content })),
  text.map((refusal) => ({ refusal })),
  text.map((reasoning_content) => ({ reasoning_content })),
  fc.record({ index: fc.nat(2), text }).map(({ index, text: input }) => ({
    tool_calls: [
      {
        index,
        id: `call_${index}`,
        type: "function",
        function: { name: `f${index}`, arguments: input },
      },
    ],
  })),
  fc.constant({
    images: [{ type: "image_url" as const, image_url: { url: "data:image/png;base64,AAAA" } }],
  }),
  fc.constant({ role: "assistant", content: "" }),
);

test("the official package puts the same items together from the events", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(delta, { maxLength: 20 }), async (deltas) => {
      const { events, items } = play(deltas);
      const last = { id: "resp_1", object: "response", status: "incomplete", output: null };
      // Without an output of its own the last event leaves the package what it has gathered.
      const read = await readByPackage([
        ...events,
        { type: "response.incomplete", response: last },
      ]);
      const withoutParsed = JSON.parse(
        JSON.stringify(read, (name, value) =>
          name === "parsed" || name === "parsed_arguments" ? undefined : value,
        ),
      );
      assert.deepEqual(withoutParsed, JSON.parse(JSON.stringify(items)));
    }),
    { numRuns: 60 },
  );
});

test("however a text is split into deltas, the items are the same", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.array(text), (said, thought) => {
      const pieces = [
        ...thought.map((reasoning) => ({ reasoning })),
        ...said.map((content) => ({ content })),
      ];
      const whole = [
        ...(thought.length > 0 ? [{ reasoning: thought.join("") }] : []),
        { content: said.join("") },
      ];
      assert.deepEqual(play(pieces).items, play(whole).items);
    }),
  );
});

test("pieces of several calls may come in turns", () => {
  const piece = (index: number, input: string, name?: string) => ({
    tool_calls: [
      {
        index,
        ...(name === undefined ? {} : { id: `call_${name}` }),
        function: { name, arguments: input },
      },
    ],
  });
  const { items } = play([
    piece(0, '{"a"', "one"),
    piece(1, "{", "two"),
    piece(0, ":1}"),
    piece(1, "}"),
  ]);
  assert.deepEqual(
    items.map((item) => item["arguments"]),
    ['{"a":1}', "{}"],
  );
});

test("a call whose name comes in pieces has the whole of it in the end", () => {
  const named = (name: string) => ({ tool_calls: [{ index: 0, function: { name } }] });
  const { events, items } = play([named("get_"), named("weather")]);
  assert.deepEqual(
    items.map((item) => item["name"]),
    ["get_weather"],
  );
  assert.equal(textAt(events, `${events.length - 1}.item.name`), "get_weather");
});

test("what was broken off is incomplete, and what came before it is not", () => {
  const { items } = play([{ reasoning: "so" }, { content: "half" }], "incomplete");
  assert.deepEqual(
    items.map((item) => item["status"]),
    ["completed", "incomplete"],
  );
});

test("what the provider signed comes with the thought that it signed", () => {
  const extra = { anthropic: { thinking_blocks: [{ type: "redacted_thinking", data: "x" }] } };
  const { items } = play([
    { reasoning: "So" },
    { extra_content: extra },
    { content: "Hi" },
    { extra_content: extra },
  ]);
  assert.deepEqual(
    items.map((item) => item["type"]),
    ["reasoning", "message", "reasoning"],
  );
  assert.match(textAt(items, "0.encrypted_content"), /^farebox1\./);
  // Of a thought that isn't shown there is nothing but its signature.
  assert.deepEqual(listAt(items, "2.summary"), []);
  assert.equal(textAt(items, "2.encrypted_content"), textAt(items, "0.encrypted_content"));
});

test("logprobs come with the text that they belong to", () => {
  const output = new ResponseOutput(key);
  const logprobs = { content: [{ token: "Hi", logprob: -0.5, top_logprobs: [] }], refusal: null };
  const events = output.take({ content: "Hi" }, logprobs);
  assert.deepEqual(events.at(-1)?.["logprobs"], logprobs.content);
  output.close("completed");
  assert.deepEqual(listAt(output.items(), "0.content.0.logprobs"), logprobs.content);
});
