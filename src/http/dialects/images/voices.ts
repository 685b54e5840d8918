import { refusals } from "../../../core/refusal.ts";
import { measureDataUrl } from "../../../core/tokens/measure-data-url.ts";
import type { Ending } from "../../../flow/answer.ts";
import { addBill } from "../add-bill.ts";
import { type Collected, collectChunks } from "../collect-chunks.ts";
import { writeTokenUsage } from "../token-usage.ts";
import type { StreamVoice, WholeVoice } from "../voices.ts";
import { writeImageError } from "./write-image-error.ts";

/** An answer put together once for all who look at it: a picture is megabytes long. */
export type Gather = (ending: Pick<Ending, "chunks">) => Collected;

export function gatherOnce(): Gather {
  let gathered: Collected | null = null;
  return ({ chunks }) => {
    gathered ??= collectChunks(chunks);
    return gathered;
  };
}

/** Tells a picture in one body. */
export function imageWholeVoice(gather: Gather): WholeVoice {
  return {
    writeError: writeImageError,
    write: (ending) => {
      const pictures = picturesOf(gather(ending));
      return {
        created: Math.floor(ending.hold.order.at / 1000),
        data: pictures.map(writePicture),
        ...describePicture(pictures[0]),
        usage: writeTokenUsage(ending.hold),
      };
    },
  };
}

/** Tells a picture as an event: the first is the whole, because none comes in parts. */
export function imageStreamVoice(gather: Gather): StreamVoice {
  return {
    contentType: "text/event-stream; charset=utf-8",
    comment: Buffer.from(": waiting for the provider\n\n"),
    writeError: writeImageError,
    placed: () => {},
    take: () => [],
    end: (ending) => {
      if (ending.refusal !== null) return [frame(writeFailure(ending))];
      return picturesOf(gather(ending)).map((url) => frame(writeCompleted(ending, url)));
    },
  };
}

/** The pictures of an answer, as the provider gave them: data URLs, mostly. */
export function picturesOf({ message }: Collected): readonly string[] {
  const { images } = message;
  // Every picture was read and checked when it came in.
  const given = Array.isArray(images) ? (images as { image_url: { url: string } }[]) : [];
  return given.map(({ image_url }) => image_url.url);
}

function writeCompleted({ hold }: Ending, url: string): Record<string, unknown> {
  return {
    type: "image_generation.completed",
    created_at: Math.floor(hold.order.at / 1000),
    ...writePicture(url),
    ...describePicture(url),
    usage: writeTokenUsage(hold),
  };
}

const dataUrl = /^data:image\/([a-z0-9.+-]+);base64,/i;

function writePicture(url: string): Record<string, unknown> {
  const head = dataUrl.exec(url.slice(0, 256));
  return head === null ? { url } : { b64_json: url.slice(head[0].length) };
}

function describePicture(url: string | undefined): Record<string, unknown> {
  const same = { quality: "auto", background: "auto" };
  if (url === undefined) return same;
  const format = dataUrl.exec(url.slice(0, 256))?.[1]?.toLowerCase();
  const measured = measureDataUrl(url);
  return {
    ...same,
    ...(measured === null ? {} : { size: `${measured.width}x${measured.height}` }),
    ...(format === undefined ? {} : { output_format: format }),
  };
}

function writeFailure({ hold, refusal }: Ending): Record<string, unknown> {
  const code = refusal?.refused ?? "upstream_error";
  const told = refusal === null ? {} : writeImageError(addBill(refusal, hold));
  const error: unknown = told["error"];
  return { type: "error", error: { ...Object(error), status: refusals[code].status } };
}

function frame(event: Record<string, unknown>): Buffer {
  return Buffer.from(`event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`);
}
