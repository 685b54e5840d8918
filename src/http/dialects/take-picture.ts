import type { Detail, PictureSource } from "../../core/chat/request.ts";
import type { SlicedBody } from "./slice-body.ts";

/** A picture as dialects send it that keep its media type beside its base64. */
export interface PictureGiven {
  readonly base64: string;
  readonly mediaType: string;
  readonly detail: Detail;
}

type InlinePicture = Extract<PictureSource, { kind: "inline" }>;

/** Takes a picture out of its body; a large one still lies in the body's own bytes. */
export function takePicture(given: PictureGiven, sliced: SlicedBody): InlinePicture {
  const { base64, mediaType, detail } = given;
  const slice = sliced.slices.get(base64);
  if (slice === undefined) {
    return { kind: "inline", base64: Buffer.from(base64, "latin1"), mediaType, detail };
  }
  sliced.slices.delete(base64);
  return { kind: "inline", base64: slice, mediaType, detail };
}
