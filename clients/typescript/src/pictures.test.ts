import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import sharp from "sharp";
import { dataUrl, mediaTypeOf, picture, writeBase64InPieces } from "./pictures.ts";

const folder = mkdtempSync(join(tmpdir(), "farebox-pictures-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const plain = sharp({
  create: { width: 9, height: 5, channels: 3, background: "teal" },
});
const formats = ["png", "jpeg", "webp", "gif", "avif"] as const;

test("a picture is known by its bytes, whatever it is called, however it comes", async () => {
  for (const format of formats) {
    const bytes = new Uint8Array(await plain.clone().toFormat(format).toBuffer());
    const path = join(folder, `${format}.txt`);
    writeFileSync(path, bytes);
    const expected = `data:image/${format};base64,${Buffer.from(bytes).toString("base64")}`;
    const file = new File([bytes], "letter.doc", { type: "application/msword" });
    for (const source of [bytes, bytes.buffer, new Blob([bytes]), file, path, expected]) {
      assert.equal(await dataUrl(source), expected);
    }
  }
  const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0");
  assert.equal(mediaTypeOf(heic), "image/heic");
});

test("a part of a message says its detail only where one was named", async () => {
  const url = "https://pictures.example/cat.png";
  assert.deepEqual(await picture(url), { type: "image_url", image_url: { url } });
  const part = await picture(new URL(url), { detail: "low" });
  assert.deepEqual(part.image_url, { url, detail: "low" });
});

test("what is no picture is refused with what was seen", async () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const path = join(folder, "page.png");
  writeFileSync(path, "<!DOCTYPE html><title>403</title>");
  const seen: readonly (readonly [Parameters<typeof dataUrl>[0], RegExp])[] = [
    [new Uint8Array(), /^it is empty; PNG, JPEG/],
    [path, /page\.png" is no picture but a page: "<!doctype html>/],
    [new File([text("%PDF-1.7")], "a.png"), /^"a\.png" is a PDF, not a picture/],
    [text("<svg xmlns='a'/>"), /is SVG/],
    [text("BM______"), /is a BMP/],
    [text("hello, world"), /begins with the bytes 68 65 6c 6c 6f 2c 20 77;/],
    ["data:image/png;base64,aGVsbG8sIHdvcmxk", /"data:image\/png;base64" is no picture/],
    ["data:image/png;base64,%%%%", /is no base64/],
    ["data:image/svg+xml,<svg/>", /is not in base64/],
  ];
  for (const [source, message] of seen) {
    await assert.rejects(dataUrl(source), { name: "PictureError", message });
  }
  await assert.rejects(dataUrl(join(folder, "nothing.png")), { code: "ENOENT" });
});

test("base64 made in pieces is the runtime's own", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80_000 }), (bytes) => {
      assert.equal(writeBase64InPieces(bytes), Buffer.from(bytes).toString("base64"));
    }),
    { numRuns: 30 },
  );
});
