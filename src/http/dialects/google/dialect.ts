import { isRefusal } from "../../../core/refusal.ts";
import type { Dialect } from "../dialect.ts";
import { StreamReader } from "../stream-reader.ts";
import { WholeReader } from "../whole-reader.ts";
import { readGenerate } from "./read-generate.ts";
import { type Framing, generateStreamVoice, generateWholeVoice } from "./voices.ts";
import { tellGenerateRefusal, writeGenerateError } from "./write-error.ts";

/** What the address of a call says. */
export interface GenerateAddress {
  readonly model: string;
  /** Null for an answer in one piece. */
  readonly framing: Framing | null;
}

/** Google's `generateContent`, for whatever model; streamed or not, it is the same call. */
export function generateDialect({ model, framing }: GenerateAddress): Dialect {
  return {
    path: `/v1beta/models/${model}`,
    slicing: "data_field",
    writeError: writeGenerateError,
    read: (body, headers) => {
      const chat = readGenerate(body, headers, { model, stream: framing !== null });
      if (isRefusal(chat)) return chat;
      return {
        chat,
        writeError: tellGenerateRefusal,
        openReader: (client) =>
          framing === null
            ? new WholeReader(client, generateWholeVoice)
            : new StreamReader(client, generateStreamVoice({ framing, after: 0 })),
      };
    },
  };
}
