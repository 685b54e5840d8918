import type { UpstreamOrder } from "../../ports/upstream.ts";
import {
  type PicturePart,
  type WireContent,
  type WirePart,
  writeContents,
  writeInstruction,
} from "./contents.ts";
import { writeGenerationConfig } from "./generation-config.ts";
import { writeTools } from "./tools.ts";

/**
 * The call as the body of `generateContent`. Pictures are spliced in as the bytes they were
 * received as, never copied into a string: the body is the list of what lies before, between and
 * after them.
 */
export function encodeChat(order: UpstreamOrder): Buffer[] {
  const instruction = writeInstruction(order.chat.messages);
  const head = JSON.stringify({
    ...(instruction.length === 0 ? {} : { systemInstruction: { parts: instruction } }),
    ...writeTools(order.chat.passedOn),
    safetySettings: order.chat.passedOn["safety_settings"] ?? undefined,
    generationConfig: writeGenerationConfig(order),
  });
  const body: Body = { pieces: [], text: `${head.slice(0, -1)},"contents":[` };
  writeContents(order).forEach((content, index) => {
    if (index > 0) body.text += ",";
    writeContent(body, content);
  });
  body.text += "]}";
  flush(body);
  return body.pieces;
}

interface Body {
  readonly pieces: Buffer[];
  /** Written, and not yet among the pieces. */
  text: string;
}

function flush(body: Body): void {
  body.pieces.push(Buffer.from(body.text, "utf8"));
  body.text = "";
}

function writeContent(body: Body, { role, parts }: WireContent): void {
  body.text += `{"role":"${role}","parts":[`;
  parts.forEach((part, index) => {
    if (index > 0) body.text += ",";
    writePart(body, part);
  });
  body.text += "]}";
}

function writePart(body: Body, part: WirePart): void {
  if ("json" in part) body.text += JSON.stringify(part.json);
  else writePicture(body, part);
}

function writePicture(body: Body, { picture, resolution }: PicturePart): void {
  const level = resolution === null ? "" : `"mediaResolution":{"level":"${resolution}"},`;
  const mediaType = JSON.stringify(picture.mediaType);
  body.text += `{${level}"inlineData":{"mimeType":${mediaType},"data":"`;
  flush(body);
  const { buffer, byteOffset, byteLength } = picture.base64;
  body.pieces.push(Buffer.from(buffer, byteOffset, byteLength));
  body.text += `"}}`;
}
