import type { PictureSource } from "../../core/chat/request.ts";
import { limits } from "../../core/limits.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";

/** Refuses more pictures than fit in one call; `param` is where the dialect has them. */
export function refusePictures(pictures: readonly PictureSource[], param: string): Refusal | null {
  if (pictures.length <= limits.picturesMax) return null;
  return refuse("invalid_request", `At most ${limits.picturesMax} pictures fit in one call.`, {
    param,
  });
}
