import sharp from "sharp";
import { type Colour, colourIn, hexOf, luminance } from "./colours.ts";
import { pictureForm } from "./picture-sizes.ts";
import type { PictureOrder } from "./request.ts";

/** A picture that an answer brings. */
export interface DrawnPicture {
  readonly base64: string;
  readonly mediaType: string;
  readonly tokens: number;
}

/**
 * Draws a real PNG of the size and the tokens that a model's picture has: a disc on a ground of
 * the colour that the question names. Null where the model makes none of that size.
 */
export async function drawPicture(
  model: string,
  question: string,
  order: PictureOrder,
): Promise<DrawnPicture | null> {
  const form = pictureForm(model, order);
  if (form === null) return null;
  const { width, height, tokens } = form;
  const ground = colourIn(question) ?? usualGround;
  const [red, green, blue] = ground;
  const radius = Math.floor(Math.min(width, height) / 4);
  const disc = `<svg width="${2 * radius}" height="${2 * radius}"><circle cx="${radius}"
    cy="${radius}" r="${radius}" fill="${hexOf(contrastTo(ground))}"/></svg>`;
  const bytes = await sharp({
    create: { width, height, channels: 3, background: { r: red, g: green, b: blue } },
  })
    .composite([{ input: Buffer.from(disc) }])
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { base64: bytes.toString("base64"), mediaType: "image/png", tokens };
}

const usualGround: Colour = [30, 60, 230];

function contrastTo(ground: Colour): Colour {
  return luminance(ground) > 0.5 ? [20, 20, 20] : [240, 240, 240];
}
