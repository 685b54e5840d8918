import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PDFDocument, rgb } from "pdf-lib";
import sharp from "sharp";
import { encryptedPdf, makePdf } from "../../tests/doubles/pdf.ts";
import type { OpenDocument } from "../ports/pages.ts";
import { openPdfPages } from "./pdf-pages.ts";

const folder = mkdtempSync(join(tmpdir(), "farebox-pages-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function open(name: string, bytes: Uint8Array): Promise<OpenDocument> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const document = await openPdfPages(path);
  assert(!("failed" in document), JSON.stringify(document));
  after(() => document.close());
  return document;
}

async function draw(document: OpenDocument, page: number) {
  const drawn = await document.draw(page);
  assert(!("failed" in drawn), JSON.stringify(drawn));
  return drawn;
}

test("every page is a picture 1024 pixels wide, with something on it", async () => {
  const document = await open("three.pdf", await makePdf(3));
  assert.equal(document.pageCount, 3);
  // All at once: they are drawn one after another.
  const drawn = await Promise.all([3, 1, 2].map((page) => draw(document, page)));
  for (const { bytes } of drawn) {
    const picture = sharp(bytes);
    const { format, width, height } = await picture.metadata();
    assert.deepEqual([format, width, height], ["jpeg", 1024, 1449]);
    const { channels } = await picture.stats();
    assert(
      channels.every(({ min, max }) => min < 128 && max > 128),
      "ink and paper",
    );
  }
});

test("the same page is the same bytes, in this process and the next thread", async () => {
  const bytes = await makePdf(2);
  const one = await draw(await open("one.pdf", bytes), 2);
  const other = await draw(await open("other.pdf", bytes), 2);
  assert.deepEqual(one.bytes, other.bytes);
});

test("red is red, and what is left blank is white", async () => {
  const made = await PDFDocument.create();
  const leaf = made.addPage([100, 100]);
  leaf.drawRectangle({ x: 0, y: 50, width: 100, height: 50, color: rgb(1, 0, 0) });
  const { bytes } = await draw(await open("red.pdf", await made.save()), 1);
  const raw = await sharp(bytes).raw().toBuffer();
  const near = (seen: Uint8Array, colour: readonly number[]): boolean =>
    colour.every((value, at) => Math.abs(value - (seen[at] ?? -99)) < 8);
  assert(near(raw.subarray(0, 3), [255, 0, 0]), "red above");
  assert(near(raw.subarray(-3), [255, 255, 255]), "white below");
});

test("a page that is too tall fails alone", async () => {
  const made = await PDFDocument.create();
  made.addPage([100, 5_000]);
  made.addPage([595, 842]);
  const document = await open("tall.pdf", await made.save());
  const tall = await document.draw(1);
  assert.match(JSON.stringify(tall), /1024×51200 pixels at this width; at most 8192/);
  await draw(document, 2);
});

test("what is no PDF that opens is said in words", async () => {
  const path = join(folder, "bad.pdf");
  const bad: readonly (readonly [Uint8Array, RegExp])[] = [
    [encryptedPdf(), /encrypted/],
    [Buffer.from("no PDF"), /no PDF, or is damaged/],
    [Buffer.alloc(0), /empty/],
  ];
  for (const [bytes, told] of bad) {
    writeFileSync(path, bytes);
    assert.match(JSON.stringify(await openPdfPages(path)), told);
  }
  assert.match(JSON.stringify(await openPdfPages(folder)), /it is no file/);
});
