import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeReplacements, spliceChunk } from "./splice.ts";

const ours = encodeReplacements("chatcmpl-ours", 'our "model"');

function splice(text: string): string {
  return Buffer.concat(spliceChunk(Buffer.from(text), ours)).toString();
}

test("id and model are replaced where they stand, and no other byte is touched", () => {
  assert.equal(
    splice('{ "object" : "chunk","id":"theirs" , "model":\t"x" ,"choices":[{"id":"in"}]} '),
    '{ "object" : "chunk","id":"chatcmpl-ours" , "model":\t"our \\"model\\"" ,' +
      '"choices":[{"id":"in"}]} ',
  );
});

test("a provider's usage becomes null, and a null one stays", () => {
  assert.equal(
    splice('{"id":1,"model":null,"usage":{"prompt_tokens":3,"usage":{}}}'),
    '{"id":"chatcmpl-ours","model":"our \\"model\\"","usage":null}',
  );
  assert.equal(
    splice('{"id":"a","usage": null ,"model":"b"}'),
    '{"id":"chatcmpl-ours","usage": null ,"model":"our \\"model\\""}',
  );
});

test("an id or a model that is missing is added", () => {
  const both = '"id":"chatcmpl-ours","model":"our \\"model\\""';
  assert.equal(splice("{}"), `{${both}}`);
  assert.equal(splice(" { } "), ` { ${both}} `);
  assert.equal(splice('{"choices":[]}'), `{"choices":[],${both}}`);
  assert.equal(splice('{"model":"m"}'), '{"model":"our \\"model\\"","id":"chatcmpl-ours"}');
});

test("names written in escapes and names given twice are replaced too", () => {
  assert.deepEqual(JSON.parse(splice('{"\\u0069d":"a","mod\\u0065l":"b","us\\u0061ge":{}}')), {
    id: "chatcmpl-ours",
    model: 'our "model"',
    usage: null,
  });
  assert.doesNotMatch(splice('{"id":"one","model":"m","id":"two"}'), /one|two/);
});

test("every chunk keeps its values, whatever its keys, order, nesting and escapes", () => {
  const name = fc.oneof(fc.constantFrom("id", "model", "usage", "choices"), fc.string());
  const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
  const chunk = fc.array(fc.tuple(name, value), { maxLength: 8 });
  const indent = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(chunk, indent, (fields, space) => {
      const original: Record<string, unknown> = Object.fromEntries(fields);
      const spliced: unknown = JSON.parse(splice(JSON.stringify(original, null, space)));
      const wanted: Record<string, unknown> = Object.fromEntries(fields);
      wanted["id"] = "chatcmpl-ours";
      wanted["model"] = 'our "model"';
      if ("usage" in wanted && wanted["usage"] !== undefined) wanted["usage"] = null;
      assert.deepEqual(spliced, JSON.parse(JSON.stringify(wanted)));
    }),
  );
});

test("content passes byte for byte, backslashes and quotes of any number included", () => {
  const piece = fc.constantFrom("\\", '"', "\\\\", '\\"', "é", "🚕", "a".repeat(40), "}", "{", ",");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const content = JSON.stringify(pieces.join(""));
      const rest = `,"choices":[{"delta":{"content":${content}}}],"after":${content}}`;
      assert.equal(
        splice(`{"id":"a","model":"m"${rest}`),
        `{"id":"chatcmpl-ours","model":"our \\"model\\""${rest}`,
      );
    }),
  );
});

test("a megabyte of content is handed on as a view, not copied", () => {
  const raw = Buffer.from(`{"id":"a","model":"m","x":"${"y".repeat(1 << 20)}"}`);
  const last = spliceChunk(raw, ours).at(-1);
  assert.ok(last !== undefined && last.length > 1 << 20);
  assert.equal(last.buffer, raw.buffer);
});
