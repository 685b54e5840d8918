import type { Catalogue } from "../../../core/catalogue/catalogue.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { AnswerReader, Ending } from "../../../flow/answer.ts";
import type { Collected } from "../collect-chunks.ts";
import type { Dialect } from "../dialect.ts";
import { StreamReader } from "../stream-reader.ts";
import { WholeReader } from "../whole-reader.ts";
import { writeError } from "../write-error.ts";
import { readImage } from "./read-image.ts";
import {
  type Gather,
  gatherOnce,
  imageStreamVoice,
  imageWholeVoice,
  picturesOf,
} from "./voices.ts";
import { writeImageError } from "./write-image-error.ts";

/** OpenAI's image generation: a chat that has one picture made. */
export function imagesDialect(catalogue: Catalogue): Dialect {
  return {
    path: "/v1/images/generations",
    slicing: "data_url",
    writeError,
    read: (body, headers) => {
      const chat = readImage(catalogue, body, headers);
      if (isRefusal(chat)) return chat;
      return {
        chat,
        writeError: writeImageError,
        openReader: (client) => {
          const gather = gatherOnce();
          const reader = chat.stream
            ? new StreamReader(client, imageStreamVoice(gather))
            : new WholeReader(client, imageWholeVoice(gather));
          return wantPicture(reader, gather);
        },
      };
    },
  };
}

/** A reader that is told of an answer without a picture that it failed: nobody asked for words. */
function wantPicture(reader: AnswerReader, gather: Gather): AnswerReader {
  return {
    live: reader.live,
    placed: (placement) => reader.placed(placement),
    begin: (opening) => reader.begin(opening),
    take: (chunks, from) => reader.take(chunks, from),
    end: (ending) => {
      const refusal = ending.refusal ?? refuseWords(ending, gather(ending));
      reader.end({ ...ending, refusal });
    },
  };
}

/** Null where a picture came, or where the caller itself stopped the call. */
function refuseWords({ hold }: Ending, collected: Collected): Refusal | null {
  if (picturesOf(collected).length > 0 || hold.outcome?.status !== "completed") return null;
  const { message, finish } = collected;
  const words = [message["content"], message["refusal"]].find((one) => typeof one === "string");
  const why = finish === "content_filter" ? "its filter held the answer back" : "it has none";
  return refuse("upstream_error", `The provider answered without a picture: ${why}.`, {
    metadata: { finish_reason: finish, said: words ?? null },
  });
}
