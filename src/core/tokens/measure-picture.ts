import { imageSize } from "image-size";
import type { Picture, ReadPictureSource } from "../chat/request.ts";
import { limits } from "../limits.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { decodeBase64, findStranger, readShape } from "./base64.ts";
import type { PictureHead } from "./head-finding.ts";
import { findHead } from "./picture-head.ts";

type Inline = Extract<ReadPictureSource, { kind: "inline" }>;

/** Characters of base64 that are decoded first: most headers end within it … */
const firstCharacters = 8_192;
/** … and by how much more each time they don't. */
const growth = 8;
/** Characters at the end whose alphabet is checked too. */
const tailCharacters = 1_024;

/**
 * Measures a picture by its header, decoding no more of it than that takes. What it is comes from
 * its bytes, not from what the caller called it. Refuses with `image_unreadable` what isn't a
 * picture that providers take.
 */
export function measurePicture(source: ReadPictureSource, index = 0): Picture | Refusal {
  if (source.kind === "unreadable") return refusePicture(index, source.reason);
  const measured = readPicture(source);
  return "problem" in measured ? refusePicture(index, measured.problem) : measured;
}

function refusePicture(index: number, reason: string): Refusal {
  return refuse(
    "image_unreadable",
    `Picture ${index + 1} can't be read: ${reason}. ` +
      "Allowed are PNG, JPEG, WebP, GIF, AVIF and HEIC, in a data URL's base64 or from an address.",
    { param: "messages", metadata: { picture: index } },
  );
}

interface Problem {
  readonly problem: string;
}

function readPicture(source: Inline): Picture | Problem {
  const { base64, detail } = source;
  const shape = readShape(base64);
  if (shape === null) return { problem: "its base64 is not whole groups of four characters" };
  const { characterCount } = shape;
  const tail = Math.max(0, characterCount - tailCharacters);
  const stranger = findStranger(base64, tail, characterCount);
  if (stranger !== null) return strangerAt(base64, stranger);

  let end = Math.min(firstCharacters, characterCount);
  for (;;) {
    const bytes = decodeBase64(base64, end);
    if (typeof bytes === "number") return strangerAt(base64, bytes);
    const finding = findHead(bytes);
    if (finding.kind === "wrong") return { problem: finding.reason };
    if (finding.kind === "found") {
      const { head } = finding;
      if (head.end >= shape.byteCount) return { problem: "it ends within its header" };
      const size = readSize(bytes.slice(0, head.end), head);
      return "problem" in size ? size : { base64, mediaType: head.mediaType, detail, ...size };
    }
    if (end === characterCount) return { problem: "it ends within its header" };
    end = Math.min(end * growth, characterCount);
  }
}

function strangerAt(base64: Uint8Array, at: number): Problem {
  const code = base64[at] ?? 0;
  const shown = JSON.stringify(String.fromCharCode(code));
  return { problem: `its base64 has ${shown} at character ${at}, which the alphabet lacks` };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Reads the size with the library, and believes it only where it makes sense. */
function readSize(bytes: Uint8Array, head: PictureHead): Size | Problem {
  const read = tryImageSize(bytes) ?? head.frame;
  if (read === null) return { problem: "its header says no size" };
  const { width, height } = read;
  if (!isSide(width) || !isSide(height)) {
    return {
      problem: `its sides of ${width} × ${height} are outside 1 to ${limits.pictureSideMax}`,
    };
  }
  if (width * height > limits.picturePixelsMax) {
    return { problem: `${width} × ${height} is more than ${limits.picturePixelsMax} pixels` };
  }
  const { frame } = head;
  if (frame !== null && width * height !== frame.width * frame.height) {
    return { problem: "its header contradicts itself" };
  }
  return { width, height };
}

function isSide(side: number): boolean {
  return Number.isSafeInteger(side) && side >= 1 && side <= limits.pictureSideMax;
}

/** The library throws where it finds no size, and where a camera's notes are cut short. */
function tryImageSize(bytes: Uint8Array): Size | null {
  try {
    const { width, height, orientation = 1 } = imageSize(bytes);
    // EXIF's orientations from 5 on lie on their side.
    const lying = orientation >= 5 && orientation <= 8;
    return lying ? { width: height, height: width } : { width, height };
  } catch {
    return null;
  }
}
