import { isRefusal } from "../refusal.ts";
import { measurePicture } from "./measure-picture.ts";

const encoder = new TextEncoder();

/**
 * The size in pixels of a picture in a base64 data URL, by its header, or null where there is
 * nothing to be measured: an address, or bytes that are no picture.
 */
export function measureDataUrl(
  url: string,
): { readonly width: number; readonly height: number } | null {
  const comma = url.slice(0, prefixCharactersMax).indexOf(",");
  if (comma === -1 || !/^data:[^,]*;base64$/i.test(url.slice(0, comma))) return null;
  const measured = measurePicture({
    kind: "inline",
    base64: encoder.encode(url.slice(comma + 1)),
    mediaType: "",
    detail: "auto",
  });
  return isRefusal(measured) ? null : measured;
}

/** Characters before the comma: a media type and a few parameters. */
const prefixCharactersMax = 256;
