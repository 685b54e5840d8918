import assert from "node:assert/strict";
import { test } from "node:test";
import { PartTeller } from "./part-teller.ts";
import { readSignature, writeSignature } from "./signatures.ts";

test("text and thoughts are told as they come, calls whole at the end with their signature", () => {
  const teller = new PartTeller();
  const signed = { google: { thought_signature: "c2ln" } };
  const parts = [
    ...teller.take({ role: "assistant", reasoning_content: "hm" }),
    ...teller.take({ content: "Well." }),
    ...teller.take({
      tool_calls: [
        { index: 0, id: "a", function: { name: "f", arguments: '{"x"' }, extra_content: signed },
      ],
    }),
    ...teller.take({ tool_calls: [{ index: 0, function: { arguments: ":1}" } }] }),
  ];
  assert.deepEqual(parts, [{ text: "hm", thought: true }, { text: "Well." }]);
  assert.deepEqual(teller.end(), [
    { functionCall: { id: "a", name: "f", args: { x: 1 } }, thoughtSignature: "c2ln" },
  ]);
});

test("a picture that comes out is inline, and a refusal is known as one", () => {
  const teller = new PartTeller();
  const url = "data:image/png;base64,QUJD";
  assert.deepEqual(teller.take({ images: [{ type: "image_url", image_url: { url } }] }), [
    { inlineData: { mimeType: "image/png", data: "QUJD" } },
  ]);
  assert.deepEqual(teller.take({ refusal: "I will not." }), [{ text: "I will not." }]);
  assert.equal(teller.refused, true);
});

test("what another provider has signed comes back as it was, also with URL-safe base64", () => {
  const extra = { anthropic: { thinking_blocks: [{ type: "redacted_thinking", data: "??>>" }] } };
  const signature = writeSignature(extra) ?? "";
  assert.match(signature, /^[A-Za-z0-9+/]+=*$/);
  assert.deepEqual(readSignature(signature), extra);
  const safe = Buffer.from(signature, "base64").toString("base64url");
  assert.deepEqual(readSignature(safe), extra);
  assert.deepEqual(readSignature("c2ln"), { google: { thought_signature: "c2ln" } });
});
