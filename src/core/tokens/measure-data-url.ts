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
  // The header says it all, and megabytes need not be copied for it; a rare one is longer.
  const head = comma + 1 + headCharacters;
  const measured = url.length > head ? measure(url.slice(comma + 1, head)) : null;
  return measured ?? measure(url.slice(comma + 1));
}

/** Characters of base64, in whole groups of four, within which nearly every header ends. */
const headCharacters = 65_536;

/** Characters before the comma: a media type and a few parameters. */
const prefixCharactersMax = 256;

function measure(base64: string): { readonly width: number; readonly height: number } | null {
  const measured = measurePicture({
    kind: "inline",
    base64: encoder.encode(base64),
    mediaType: "",
    detail: "auto",
  });
  return isRefusal(measured) ? null : measured;
}
