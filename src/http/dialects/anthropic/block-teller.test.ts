import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Delta } from "../../../core/chat/event.ts";
import { type BlockEvent, BlockTeller } from "./block-teller.ts";
import { collectBlocks } from "./collect-blocks.ts";

function tell(deltas: readonly Delta[]): readonly BlockEvent[] {
  const teller = new BlockTeller();
  return [...deltas.flatMap((delta) => teller.take(delta)), ...teller.end()];
}

function call(index: number, piece: { id?: string; name?: string; json?: string }): Delta {
  const { id, name, json } = piece;
  return { tool_calls: [{ index, id, function: { name, arguments: json } }] };
}

test("text, thoughts and their signature become blocks in their order", () => {
  const signed = { type: "thinking", thinking: "hm", signature: "c2ln" };
  const hidden = { type: "redacted_thinking", data: "aGlk" };
  const blocks = collectBlocks(
    tell([
      { role: "assistant", content: "" },
      { reasoning_content: "h" },
      { reasoning_content: "m" },
      { extra_content: { anthropic: { thinking_blocks: [signed] } } },
      { extra_content: { anthropic: { thinking_blocks: [signed, hidden] } } },
      { content: "Well" },
      { content: "." },
    ]),
  );
  assert.deepEqual(blocks, [signed, hidden, { type: "text", text: "Well.", citations: null }]);
});

test("calls whose pieces are mixed stand one after the other, and text waits for them", () => {
  const blocks = collectBlocks(
    tell([
      call(0, { id: "a", name: "first", json: '{"x"' }),
      call(1, { id: "b", name: "second", json: "{" }),
      { content: "Meanwhile." },
      call(0, { json: ":1}" }),
      call(1, { json: "}" }),
    ]),
  );
  assert.deepEqual(blocks, [
    { type: "tool_use", id: "a", name: "first", input: { x: 1 } },
    { type: "tool_use", id: "b", name: "second", input: {} },
    { type: "text", text: "Meanwhile.", citations: null },
  ]);
});

test("a call that was cut shows its input as the text it is", () => {
  const [block] = collectBlocks(tell([call(0, { id: "a", name: "first", json: '{"x":' })]));
  assert.deepEqual(block, {
    type: "tool_use",
    id: "a",
    name: "first",
    input: { partial_json: '{"x":' },
  });
});

test("a picture that comes out is a block of its own, and a refusal is known as one", () => {
  const teller = new BlockTeller();
  const url = "data:image/png;base64,QUJD";
  const events = [
    ...teller.take({ images: [{ type: "image_url", image_url: { url } }] }),
    ...teller.take({ refusal: "I will not." }),
    ...teller.end(),
  ];
  const source = { type: "base64", media_type: "image/png", data: "QUJD" };
  assert.deepEqual(collectBlocks(events), [
    { type: "image", source },
    { type: "text", text: "I will not.", citations: null },
  ]);
  assert.equal(teller.refused, true);
});

const delta: fc.Arbitrary<Delta> = fc.oneof(
  fc.string().map((content) => ({ content })),
  fc.string().map((thought) => ({ reasoning_content: thought })),
  fc
    .record({ index: fc.nat({ max: 2 }), json: fc.string() })
    .map(({ index, json }) => call(index, { id: `call_${index}`, json })),
);

test("whatever comes, blocks are opened and closed one by one and no text is lost", () => {
  fc.assert(
    fc.property(fc.array(delta), (deltas) => {
      const events = tell(deltas);
      let open: number | null = null;
      let opened = 0;
      for (const event of events) {
        if (event.type === "content_block_start") {
          assert.equal(open, null);
          assert.equal(event.index, opened);
          open = opened;
          opened += 1;
        } else {
          assert.equal(event.index, open);
          if (event.type === "content_block_stop") open = null;
        }
      }
      assert.equal(open, null);
      const said = (name: string) =>
        events
          .flatMap((one) => (one.type === "content_block_delta" ? (one.delta[name] ?? "") : ""))
          .join("");
      assert.equal(said("text"), deltas.map((one) => one.content ?? "").join(""));
      assert.equal(said("thinking"), deltas.map((one) => one.reasoning_content ?? "").join(""));
    }),
  );
});
