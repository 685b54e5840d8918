import type { Detail, PictureSource } from "../../core/chat/request.ts";

const comma = 0x2c;

/** Bytes: the longest head of a data URL that is looked through for its comma. */
const headBytesMax = 256;

/** Reads the head of a data URL; its base64 stays where it lies. */
export function readDataUrl(url: Uint8Array, detail: Detail): PictureSource {
  const end = url.subarray(0, headBytesMax).indexOf(comma);
  if (end === -1) {
    return { kind: "unreadable", reason: "its data URL has no comma after the media type", detail };
  }
  const head = Buffer.from(url.buffer, url.byteOffset, end).toString("latin1");
  const [mediaType = "", ...parameters] = head.slice("data:".length).toLowerCase().split(";");
  if (parameters.at(-1)?.trim() !== "base64") {
    return { kind: "unreadable", reason: "its data URL is not in base64", detail };
  }
  return { kind: "inline", base64: url.subarray(end + 1), mediaType: mediaType.trim(), detail };
}

export function readDataUrlText(url: string, detail: Detail): PictureSource {
  return readDataUrl(Buffer.from(url, "latin1"), detail);
}
