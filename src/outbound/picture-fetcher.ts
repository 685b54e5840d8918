import { limits } from "../core/limits.ts";
import { findHead } from "../core/tokens/picture-head.ts";
import type {
  FetchedPicture,
  PictureFetcher,
  PictureOrder,
  UnfetchedPicture,
} from "../ports/pictures.ts";
import { Base64Intake } from "./base64-intake.ts";
import { guardedGet, type OutboundTerms } from "./guarded-fetch.ts";

/** Fetches pictures from the web, and from nowhere else. */
export function openPictureFetcher(terms: OutboundTerms): PictureFetcher {
  let running = 0;
  return {
    async fetch(order, stop) {
      if (running >= limits.fetchesMax) {
        return unfetched("crowded", "too many pictures are being fetched");
      }
      running += 1;
      try {
        return await fetchPicture(terms, order, stop);
      } finally {
        running -= 1;
      }
    },
  };
}

const accept = "image/png, image/jpeg, image/webp, image/gif, image/avif, image/heic";

/** Bytes that tell a picture from a page: enough for any of the six kinds. */
const openingBytes = 64;

async function fetchPicture(
  terms: OutboundTerms,
  order: PictureOrder,
  stop: AbortSignal,
): Promise<FetchedPicture | UnfetchedPicture> {
  const intake = new Base64Intake();
  let opening = Buffer.alloc(0);
  let crowdedOut = false;
  const take = (piece: Buffer): string | null => {
    if (!order.takeRoom(Math.ceil((piece.length * 4) / 3))) {
      crowdedOut = true;
      return "there is no room for it";
    }
    if (opening.length < openingBytes) {
      opening = Buffer.concat([opening, piece.subarray(0, openingBytes - opening.length)]);
      // A page is turned away by its first bytes, not after twenty megabytes of it.
      const finding = opening.length < openingBytes ? null : findHead(opening);
      if (finding?.kind === "wrong") return finding.reason;
    }
    intake.add(piece);
    return null;
  };
  const bounds = { bytesMax: limits.fetchedPictureBytesMax, timeoutMs: limits.fetchMs };
  const got = await guardedGet(terms, { url: order.url, accept, take, ...bounds }, stop);
  if ("blocked" in got) return unfetched("blocked", got.blocked);
  if ("stopped" in got) return unfetched("stopped", "its fetch was stopped");
  if ("failed" in got) return unfetched(crowdedOut ? "no_room" : "unreadable", got.failed);
  const base64 = intake.end();
  if (base64.length === 0) return unfetched("unreadable", "its server sent nothing");
  return { fetched: true, base64 };
}

function unfetched(kind: UnfetchedPicture["kind"], reason: string): UnfetchedPicture {
  return { fetched: false, kind, reason };
}
