import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { isRefusal } from "../refusal.ts";
import { measurePicture } from "./measure-picture.ts";

/** The size that is measured, or null where the picture is refused as unreadable. */
function measure(bytes: Uint8Array): readonly [number, number] | null {
  const base64 = Buffer.from(Buffer.from(bytes).toString("base64"));
  const measured = measurePicture({ kind: "inline", base64, mediaType: "x/y", detail: "auto" });
  if (!isRefusal(measured)) return [measured.width, measured.height];
  assert.equal(measured.refused, "image_unreadable");
  return null;
}

function draw(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: "#c33" } });
}

/** A moving picture of three frames. */
function animate(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3 * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 7) % 251;
  return sharp(pixels, { raw: { width, height: height * 3, channels: 3, pageHeight: height } });
}

function pngOf(width: number, height: number, bits = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + Math.max(1, width) * 3 * (bits / 8));
  const data = deflateSync(Buffer.concat(Array.from({ length: Math.max(1, height) }, () => row)));
  const opening = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([opening, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND")]);
}

function chunk(name: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

test("unusual pictures of every kind are measured right", async () => {
  const pictures: Readonly<Record<string, Buffer>> = {
    "progressive JPEG": await draw(90, 50).jpeg({ progressive: true }).toBuffer(),
    "CMYK JPEG": await draw(90, 50).toColourspace("cmyk").jpeg().toBuffer(),
    "grey JPEG": await draw(90, 50).greyscale().jpeg().toBuffer(),
    "16-bit PNG": pngOf(90, 50, 16),
    "16-bit PNG of a library": await draw(90, 50).toColourspace("rgb16").png().toBuffer(),
    "palette PNG": await draw(90, 50).png({ palette: true }).toBuffer(),
    "interlaced PNG": await draw(90, 50).png({ progressive: true }).toBuffer(),
    "moving GIF": await animate(90, 50).gif().toBuffer(),
    "moving WebP": await animate(90, 50).webp().toBuffer(),
    "transparent WebP": await draw(90, 50).ensureAlpha(0.4).webp().toBuffer(),
    "lossless WebP": await draw(90, 50).ensureAlpha(0.4).webp({ lossless: true }).toBuffer(),
    "WebP with a profile": await draw(90, 50).withIccProfile("p3").webp().toBuffer(),
    AVIF: await draw(90, 50).avif({ effort: 0 }).toBuffer(),
  };
  for (const [name, bytes] of Object.entries(pictures)) {
    assert.deepEqual(measure(bytes), [90, 50], name);
  }
  const lying = await draw(90, 50).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  assert.deepEqual(measure(lying), [50, 90], "EXIF lays it on its side");
  const longest = await draw(16_383, 1).webp().toBuffer();
  assert.deepEqual(measure(longest), [16_383, 1]);
});

test("a picture cut short is measured right or refused, wherever it was cut", async () => {
  const pictures = [
    await draw(90, 50).jpeg().toBuffer(),
    await draw(90, 50).png().toBuffer(),
    await draw(90, 50).webp().toBuffer(),
    await draw(90, 50).ensureAlpha(0.4).webp().toBuffer(),
    await draw(90, 50).gif().toBuffer(),
    await draw(90, 50).avif({ effort: 0 }).toBuffer(),
  ];
  for (const whole of pictures) {
    assert.deepEqual(measure(whole), [90, 50]);
    let refused = 0;
    for (let end = 1; end < Math.min(whole.length, 700); end += 1) {
      const measured = measure(whole.subarray(0, end));
      if (measured === null) refused += 1;
      else assert.deepEqual(measured, [90, 50], `cut at ${end}`);
    }
    assert.ok(refused >= 12, "without its header nothing is measured");
  }
});

test("a picture without a width or a height is refused", async () => {
  assert.equal(measure(pngOf(0, 50)), null);
  assert.equal(measure(pngOf(90, 0)), null);
  const jpeg = await draw(90, 50).jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  // Height zero means that it follows behind the picture, which nobody reads for it.
  jpeg.writeUInt16BE(0, frame + 5);
  assert.equal(measure(jpeg), null);
  const gif = await draw(90, 50).gif().toBuffer();
  gif.writeUInt16LE(0, 8);
  assert.equal(measure(gif), null);
  const webp = await draw(90, 50).webp().toBuffer();
  webp.writeUInt16LE(0, 26);
  assert.equal(measure(webp), null);
});

test("a header that says two sizes is refused", async () => {
  const gif = await draw(90, 50).gif().toBuffer();
  gif.writeUInt16LE(9, 6);
  assert.equal(measure(gif), null, "a frame larger than its screen");

  const webp = await draw(90, 50).ensureAlpha(0.4).webp().toBuffer();
  assert.equal(webp.toString("latin1", 12, 16), "VP8X");
  webp.writeUIntLE(8, 24, 3);
  assert.equal(measure(webp), null, "a picture larger than its canvas");

  const jpeg = await draw(90, 50).jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const small = Buffer.from([0xff, 0xc9, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
  const two = Buffer.concat([jpeg.subarray(0, frame), small, jpeg.subarray(frame)]);
  assert.equal(measure(two), null, "a frame of another kind before the frame");
});

test("a file that is also something else counts as the picture it opens with", async () => {
  const script = Buffer.from("*/=1;alert(1)/*<script>alert(1)</script>");
  const archive = Buffer.from("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "latin1");
  for (const tail of [script, archive, pngOf(7, 7)]) {
    for (const bytes of [
      await draw(90, 50).gif().toBuffer(),
      await draw(90, 50).jpeg().toBuffer(),
      pngOf(90, 50),
    ]) {
      assert.deepEqual(measure(Buffer.concat([bytes, tail])), [90, 50]);
      assert.equal(measure(Buffer.concat([tail.subarray(0, 20), bytes])), null);
    }
  }
  const disguised = Buffer.from("GIF89a=1;/*<html><svg width='9' height='9'/></html>*/");
  assert.equal(measure(disguised), null, "text that opens like a picture");
});
