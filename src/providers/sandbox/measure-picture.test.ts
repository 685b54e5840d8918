import assert from "node:assert/strict";
import { test } from "node:test";
import sharp, { type Sharp } from "sharp";
import { bounds } from "./bounds.ts";
import { gridCells, measurePicture, type PictureMeasure } from "./measure-picture.ts";
import { brightnessWord, orientationOf } from "./picture-facts.ts";
import { isRejection, type Rejection } from "./request.ts";

function measure(bytes: Buffer): Promise<PictureMeasure | Rejection> {
  return measurePicture({ base64: bytes.toString("base64"), detail: "auto" }, "messages.0");
}

async function measured(image: Sharp): Promise<PictureMeasure> {
  const found = await measure(await image.toBuffer());
  assert(!isRejection(found), JSON.stringify(found));
  return found;
}

function plain(width: number, height: number, background: string): Sharp {
  return sharp({ create: { width, height, channels: 4, background } });
}

test("a picture is measured as it is seen: EXIF orientation applied", async () => {
  const found = await measured(plain(80, 40, "#ff0000").jpeg().withMetadata({ orientation: 6 }));
  assert.deepEqual([found.width, found.height, found.turned], [40, 80, true]);
  assert.equal(orientationOf(found), "portrait");
  assert.equal(found.format, "JPEG");
});

test("colours, lightness and regions are those of the pixels", async () => {
  const left = { input: await plain(30, 40, "#000000").png().toBuffer(), left: 0, top: 0 };
  const found = await measured(plain(40, 40, "#ffffff").composite([left]).png());
  assert.deepEqual(
    found.colours.map(({ name, hex, share }) => [name, hex, share]),
    [
      ["black", "#000000", 0.75],
      ["white", "#ffffff", 0.25],
    ],
  );
  assert.equal(found.brightness.toFixed(6), "0.250000");
  assert.equal(brightnessWord(found), "dark");
  const [topLeft, topRight] = gridCells(found, 4).slice(2);
  assert.deepEqual(
    [topLeft, topRight],
    [
      [0, 0, 0],
      [255, 255, 255],
    ],
  );
});

test("transparency is told apart from an alpha channel that hides nothing", async () => {
  const clear = await measured(plain(10, 10, "#00000000").png());
  assert.deepEqual([clear.alpha, clear.transparent, clear.colours.length], [true, 1, 0]);
  const opaque = await measured(plain(10, 10, "#112233").webp({ lossless: true }));
  assert.equal(opaque.transparent, 0);
  const none = await measured(plain(10, 10, "#112233").removeAlpha().png());
  assert.equal(none.alpha, false);
});

test("every common format is read, one pixel is enough", async () => {
  for (const format of ["png", "jpeg", "webp", "gif", "avif"] as const) {
    const found = await measured(plain(1, 1, "#808080").toFormat(format));
    assert.deepEqual([found.width, found.height], [1, 1]);
    assert.equal(found.format.toLowerCase(), format);
  }
});

test("what is cut off, no picture, a drawing or too large is refused", async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const create = { width: 200, height: 200, channels: 3, background: "#fff", noise } as const;
  for (const format of ["png", "jpeg", "webp", "gif"] as const) {
    const bytes = await sharp({ create }).toFormat(format).toBuffer();
    const cut = await measure(bytes.subarray(0, bytes.length / 2));
    assert(isRejection(cut) && cut.status === 400 && cut.code === "invalid_image", format);
  }
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>';
  assert(isRejection(await measure(Buffer.from(drawing))));
  assert(isRejection(await measure(Buffer.from("no picture at all"))));
  assert(isRejection(await measure(Buffer.alloc(0))));
  const lying = await plain(8, 8, "#fff").png({ palette: false }).toBuffer();
  lying.writeUInt32BE(65_535, 16);
  lying.writeUInt32BE(65_535, 20);
  assert(65_535 ** 2 > bounds.picturePixelsMax);
  assert(isRejection(await measure(lying)));
});
