import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import sharp from "sharp";
import type { Detail, ReadPictureSource } from "../chat/request.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { measurePicture } from "./measure-picture.ts";

type Format = "png" | "jpeg" | "webp" | "gif" | "avif";

function draw(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: "#3a7" } });
}

function encode(format: Format, width: number, height: number): Promise<Buffer> {
  return draw(width, height).toFormat(format).toBuffer();
}

function inline(base64: string | Uint8Array, detail: Detail = "auto"): ReadPictureSource {
  const bytes = typeof base64 === "string" ? new TextEncoder().encode(base64) : base64;
  return { kind: "inline", base64: bytes, mediaType: "image/whatever", detail };
}

function measure(bytes: Uint8Array) {
  return measurePicture(inline(Buffer.from(bytes).toString("base64")));
}

function refusal(value: ReturnType<typeof measurePicture>): Refusal {
  assert.ok(isRefusal(value), "a refusal was expected");
  return value;
}

test("a picture is measured from its bytes, whatever it is called", async () => {
  const types: Readonly<Record<Format, string>> = {
    png: "image/png",
    jpeg: "image/jpeg",
    webp: "image/webp",
    gif: "image/gif",
    avif: "image/avif",
  };
  for (const format of ["png", "jpeg", "webp", "gif", "avif"] as const) {
    const picture = measure(await encode(format, 123, 77));
    assert.ok(!isRefusal(picture), JSON.stringify(picture));
    assert.equal(picture.width, 123, format);
    assert.equal(picture.height, 77, format);
    assert.equal(picture.mediaType, types[format]);
    assert.equal(picture.detail, "auto");
  }
});

test("lossless and transparent WebP and progressive JPEG are measured too", async () => {
  const drawn = [
    await draw(50, 60).webp({ lossless: true }).toBuffer(),
    await draw(50, 60).ensureAlpha(0.5).webp().toBuffer(),
    await draw(50, 60).jpeg({ progressive: true }).toBuffer(),
  ];
  for (const bytes of drawn) {
    const picture = measure(bytes);
    assert.ok(!isRefusal(picture));
    assert.deepEqual([picture.width, picture.height], [50, 60]);
  }
});

test("a JPEG that lies on its side by EXIF is measured upright", async () => {
  for (const orientation of [1, 3, 5, 6, 7, 8]) {
    const bytes = await draw(200, 100).withMetadata({ orientation }).jpeg().toBuffer();
    const picture = measure(bytes);
    assert.ok(!isRefusal(picture));
    const expected = orientation >= 5 ? [100, 200] : [200, 100];
    assert.deepEqual([picture.width, picture.height], expected, `orientation ${orientation}`);
  }
});

test("a header behind long notes is found", async () => {
  const plain = await encode("jpeg", 64, 48);
  const note = Buffer.alloc(2 + 65_535, 0x20);
  note.set([0xff, 0xee, 0xff, 0xff]);
  const notes = Array.from({ length: 12 }, () => note);
  const picture = measure(Buffer.concat([plain.subarray(0, 2), ...notes, plain.subarray(2)]));
  assert.ok(!isRefusal(picture), JSON.stringify(picture));
  assert.deepEqual([picture.width, picture.height], [64, 48]);
});

test("what isn't a picture that providers take is refused, and the sentence says what is", () => {
  const others = [
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'),
    Buffer.from("BM6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x05\0\0\0\x05\0\0\0\x01\0\x18\0", "latin1"),
    Buffer.from("II*\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0", "latin1"),
    Buffer.from("\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\0\0\0\0\0\0\0\0", "latin1"),
    Buffer.from("8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x05\0\0\0\x05", "latin1"),
    Buffer.from("%PDF-1.7 and so on and so on"),
    Buffer.from("just some text"),
    Buffer.alloc(100_000),
  ];
  for (const bytes of others) {
    const refused = refusal(measure(bytes));
    assert.equal(refused.refused, "image_unreadable");
    assert.match(refused.message, /PNG, JPEG, WebP, GIF, AVIF and HEIC/);
    assert.equal(refused.param, "messages");
  }
});

test("base64 that decoders disagree about is refused", async () => {
  const good = (await encode("png", 10, 10)).toString("base64");
  const wrong = [
    "",
    "abc",
    "====",
    `${good.slice(0, 40)}\n${good.slice(40, 79)}${good.slice(80)}`,
    good.replace(/.{4}$/, "-_-_"),
    good.replace(/^.{4}/, "!!!!"),
    `${good.slice(0, -4)}A===`,
    ` ${good.slice(1)}`,
  ];
  for (const text of wrong) {
    assert.equal(refusal(measurePicture(inline(text))).refused, "image_unreadable", text.slice(-8));
  }
  assert.ok(!isRefusal(measurePicture(inline(good))));
});

test("a header that lies or is cut short is refused", async () => {
  const png = await encode("png", 10, 10);
  const lying = Buffer.from(png);
  lying.writeUInt32BE(9_999, 16);
  assert.match(refusal(measure(lying)).message, /checksum/);
  for (const format of ["png", "jpeg", "webp", "gif", "avif"] as const) {
    const bytes = await encode(format, 10, 10);
    for (const end of [3, 6, 8, 9, 12]) {
      assert.equal(refusal(measure(bytes.subarray(0, end))).refused, "image_unreadable", format);
    }
  }
  const gif = await encode("gif", 10, 10);
  gif.writeUInt16LE(0, 6);
  assert.match(refusal(measure(gif)).message, /contradicts itself/);
});

test("a picture beyond what decoders take is refused", () => {
  const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(40)]);
  gif[13] = 0x2c;
  gif.writeUInt16LE(65_535, 6);
  gif.writeUInt16LE(65_535, 8);
  assert.match(refusal(measure(gif)).message, /65535 × 65535/);
  gif.writeUInt16LE(29_999, 6);
  gif.writeUInt16LE(29_999, 8);
  assert.match(refusal(measure(gif)).message, /pixels/);
});

test("no bytes make the reader throw or dawdle", async () => {
  const seeds = [
    await encode("jpeg", 30, 20),
    await encode("avif", 30, 20),
    await encode("webp", 30, 20),
    await encode("png", 30, 20),
  ];
  const spoiled = fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 }),
    )
    .map(([seed, changes]) => {
      const bytes = Buffer.from(seed);
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const measured = measure(bytes);
      if (isRefusal(measured)) return;
      assert.ok(measured.width >= 1 && measured.height >= 1);
    }),
    { numRuns: 500 },
  );
});

test("garbage after a picture's first bytes costs no time", () => {
  const started = performance.now();
  const garbage = Buffer.alloc(8_000_000);
  garbage.set([0xff, 0xd8, 0xff, 0xe0, 0, 4]);
  assert.ok(isRefusal(measure(garbage)));
  const boxes = Buffer.alloc(900_000);
  boxes.write("\0\0\0\x14ftypavif\0\0\0\0avif", "latin1");
  boxes.writeUInt32BE(boxes.length - 20 - 100, 20);
  boxes.write("meta", 24);
  for (let at = 32; at + 20 < boxes.length - 100; at += 20)
    boxes.write("\0\0\0\x14ispe", at, "latin1");
  assert.match(refusal(measure(boxes)).message, /too many pictures/);
  assert.ok(performance.now() - started < 2_000);
});

test("a data URL without base64 is unreadable", () => {
  const broken = measurePicture(
    { kind: "unreadable", reason: "it is not base64", detail: "low" },
    2,
  );
  assert.match(refusal(broken).message, /^Picture 3 can't be read: it is not base64\./);
});
