import type { ReadPictureSource } from "../core/chat/request.ts";
import { limits } from "../core/limits.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import type { UnfetchedPicture } from "../ports/pictures.ts";
import type { Asked } from "./agree-terms.ts";
import type { Gateway } from "./gateway.ts";

/**
 * Fetches the pictures that lie elsewhere, each once, before anything is held: from then on they
 * are like those that came inline, so that the bytes measured are the bytes sent. They count
 * against the same bounds as a body. A client that leaves stops it.
 */
export async function fetchPictures(
  gateway: Gateway,
  call: Asked,
): Promise<readonly ReadPictureSource[] | Refusal> {
  const { pictures } = call.chat;
  const urls = new Set(pictures.flatMap((one) => (one.kind === "remote" ? [one.url] : [])));
  const fetched = urls.size === 0 ? none : await fetchAll(gateway, call, urls);
  if (isRefusal(fetched)) return fetched;
  // While they were fetched the gateway may have begun to shut down, and nothing new is held then.
  if (urls.size > 0 && gateway.running.draining) {
    return refuse("draining", "The gateway is shutting down.", { retryAfterSeconds: 1 });
  }

  return pictures.map((picture) => {
    if (picture.kind !== "remote") return picture;
    const base64 = fetched.get(picture.url) ?? nothing;
    return { kind: "inline", base64, mediaType: "", detail: picture.detail };
  });
}

type Fetched = ReadonlyMap<string, Uint8Array>;
const none: Fetched = new Map();
const nothing = new Uint8Array(0);

/** A few at once; the first that fails ends the others. */
async function fetchAll(
  gateway: Gateway,
  call: Asked,
  urls: ReadonlySet<string>,
): Promise<Fetched | Refusal> {
  const ended = new AbortController();
  const cancel = gateway.clock.after(limits.fetchesMs, () => ended.abort());
  const stop = AbortSignal.any([call.stopper.signal, ended.signal]);
  const room = openRoom(gateway, call);
  const fetched = new Map<string, Uint8Array>();
  const failures: Refusal[] = [];
  const waiting = urls.values();
  const fetchInTurn = async (): Promise<void> => {
    for (const url of waiting) {
      const picture = await gateway.pictures.fetch({ url, takeRoom: room.take }, stop);
      if (picture.fetched) fetched.set(url, picture.base64);
      else failures.push(room.refusal() ?? tell(call, url, picture));
      if (!picture.fetched) return ended.abort();
    }
  };
  const atOnce = Math.min(urls.size, limits.fetchesPerCallMax);
  await Promise.all(Array.from({ length: atOnce }, fetchInTurn));
  cancel();
  return failures[0] ?? fetched;
}

/** What the pictures may still take: of the call's own bound, and of all bodies' together. */
function openRoom(gateway: Gateway, call: Asked) {
  const { bodyBytesMax } = gateway.settings;
  let left = bodyBytesMax;
  for (const picture of call.chat.pictures) {
    if (picture.kind === "inline") left -= picture.base64.length;
  }
  let refusal: Refusal | null = null;
  return {
    refusal: () => refusal,
    take(bytes: number): boolean {
      if (bytes > left) refusal ??= refuseSize(bodyBytesMax);
      else if (!call.takeRoom(bytes)) refusal ??= refuseCrowd();
      if (refusal === null) left -= bytes;
      return refusal === null;
    },
  };
}

function refuseSize(bytesMax: number): Refusal {
  const sentence = `The call's pictures are larger than ${bytesMax} bytes of base64 together.`;
  const metadata = { body_bytes_max: bytesMax };
  return refuse("body_too_large", sentence, { param: "messages", metadata });
}

function refuseCrowd(): Refusal {
  return refuse("overloaded", "Too many pictures are being fetched; try again shortly.", {
    retryAfterSeconds: 1,
  });
}

function tell(call: Asked, url: string, { kind, reason }: UnfetchedPicture): Refusal {
  if (kind === "crowded" || kind === "no_room") return refuseCrowd();
  const index = call.chat.pictures.findIndex((one) => one.kind === "remote" && one.url === url);
  const picture = `Picture ${index + 1}`;
  const detail = { param: "messages", metadata: { picture: index } };
  if (kind === "blocked") {
    const sentence = `${picture} is not fetched from its address: ${reason}.`;
    return refuse("image_url_blocked", sentence, detail);
  }
  const ending = kind === "stopped" ? whyStopped(call) : reason;
  return refuse("image_unreadable", `${picture} can't be fetched: ${ending}.`, detail);
}

function whyStopped(call: Asked): string {
  if (call.stopper.reason !== null) return "the call was stopped";
  return `all of them take longer than ${limits.fetchesMs} ms`;
}
