import { randomFillSync } from "node:crypto";
import sharp from "sharp";
import type { Target } from "./load.ts";

/** What a call asks of the scripted upstream. */
export type Kind = "fast" | "paced" | "burst";

/** Different prompts, so that no cache of a single one flatters what counts them. */
const promptCount = 64;
const promptCharacters = 900;

const words = (
  "the a of to in that it with for as was on are by this from at which one have an they you were " +
  "her all would there been their we when who will more if out up about than them can only other " +
  "time new some could these two may first then do any like my now over such our man even most " +
  "picture harbour invoice total describe answer colour street window number table please"
).split(" ");

/** Bodies of about one kilobyte, for calls with or without a stream. */
export function textBodies(kind: Kind, stream: boolean): readonly Buffer[] {
  return Array.from({ length: promptCount }, (_, place) => {
    const messages = [
      { role: "system", content: "Answer in one sentence." },
      { role: "user", content: prompt(place) },
    ];
    return body({ model: `bench-${kind}`, messages, max_tokens: 512, stream });
  });
}

/** One body with a real picture of about this many bytes, noise that no format makes smaller. */
export async function pictureBody(bytes: number): Promise<Buffer> {
  const side = Math.floor(Math.sqrt((bytes * 3) / 4 / 3));
  const pixels = randomFillSync(Buffer.alloc(side * side * 3));
  const picture = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const url = `data:image/png;base64,${picture.toString("base64")}`;
  const content = [
    { type: "text", text: "What is in this picture?" },
    { type: "image_url", image_url: { url, detail: "high" } },
  ];
  const messages = [{ role: "user", content }];
  return body({ model: "bench-fast", messages, max_tokens: 512, stream: false });
}

/** Whole requests to one address, heads included. */
export function target(url: string, secret: string, bodies: readonly Buffer[]): Target {
  const address = new URL(url);
  const requests = bodies.map((one) => {
    const head = [
      `POST ${address.pathname} HTTP/1.1`,
      `host: ${address.host}`,
      "content-type: application/json",
      `authorization: Bearer ${secret}`,
      `content-length: ${one.length}`,
    ];
    return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), one]);
  });
  return { origin: new URL(address.origin), requests };
}

function body(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** The same prompts in every run: what is compared with a baseline must be the same work. */
function prompt(place: number): string {
  let state = place + 1;
  let text = "";
  while (text.length < promptCharacters) {
    state = (state * 48_271) % 2_147_483_647;
    text += `${words[state % words.length]} `;
  }
  return text;
}
