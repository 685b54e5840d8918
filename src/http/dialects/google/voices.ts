import type { Hold } from "../../../core/ledger/types.ts";
import type { Ending } from "../../../flow/answer.ts";
import { addBill } from "../add-bill.ts";
import { readChunk } from "../read-chunk.ts";
import type { CallShown, StreamVoice, WholeVoice } from "../voices.ts";
import { writeLogprobs } from "./logprobs.ts";
import { type PartShown, PartTeller } from "./part-teller.ts";
import { tellGenerateRefusal } from "./write-error.ts";
import { writeUsageMetadata } from "./write-usage.ts";

/** How a stream of responses is framed: as server-sent events, or as one list in JSON. */
export type Framing = "sse" | "list";

export interface GenerateStream {
  readonly framing: Framing;
  /** The number of the last response that is known already; 0 for none. */
  readonly after: number;
}

/** Tells an answer as responses, each whole in itself; the last has its finish and its usage. */
export function generateStreamVoice({ framing, after }: GenerateStream): StreamVoice {
  const stream = new ResponseStream(framings[framing], after);
  return {
    contentType: framings[framing].contentType,
    comment: framings[framing].comment,
    writeError: tellGenerateRefusal,
    placed: (call) => stream.placed(call),
    take: (chunks) => stream.take(chunks),
    end: (ending) => stream.end(ending),
  };
}

interface Frame {
  readonly contentType: string;
  readonly comment: Uint8Array;
  readonly write: (json: string, isFirst: boolean) => string;
  readonly close: string;
}

const framings: Readonly<Record<Framing, Frame>> = {
  // Google's own client takes nothing but `data` for an event: numbers have no place in it.
  sse: {
    contentType: "text/event-stream; charset=utf-8",
    comment: Buffer.from(": waiting for the provider\n\n"),
    write: (json) => `data: ${json}\n\n`,
    close: "",
  },
  list: {
    contentType: "application/json; charset=utf-8",
    comment: Buffer.from("\n"),
    write: (json, isFirst) => `${isFirst ? "[" : ",\n"}${json}`,
    close: "]\n",
  },
};

class ResponseStream {
  readonly #frame: Frame;
  readonly #after: number;
  readonly #parts = new PartTeller();
  #call: CallShown | null = null;
  #number = 0;
  #told = 0;
  #finish: string | null = null;

  constructor(frame: Frame, after: number) {
    this.#frame = frame;
    this.#after = after;
  }

  placed(call: CallShown): void {
    this.#call = call;
  }

  take(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
    return chunks.flatMap((chunk) => {
      const read = readChunk(chunk);
      if (read === null || this.#call === null) return [];
      this.#finish = read.finish ?? this.#finish;
      const parts = this.#parts.take(read.delta);
      if (parts.length === 0) return [];
      const candidate = { ...writeContent(parts), ...writeLogprobs(read.logprobs) };
      const usageMetadata = { promptTokenCount: this.#call.promptTokens };
      return this.#tell(writeResponse(this.#call, [candidate], usageMetadata));
    });
  }

  end(ending: Ending): readonly Uint8Array[] {
    const { hold, refusal } = ending;
    const last =
      refusal === null
        ? writeLast(hold, this.#parts, this.#finish)
        : tellGenerateRefusal(addBill(refusal, hold));
    return [...this.#tell(last), Buffer.from(this.#told === 0 ? "" : this.#frame.close)];
  }

  #tell(response: object): readonly Uint8Array[] {
    this.#number += 1;
    if (this.#number <= this.#after) return [];
    this.#told += 1;
    return [Buffer.from(this.#frame.write(JSON.stringify(response), this.#told === 1))];
  }
}

function writeLast(hold: Hold, parts: PartTeller, finish: string | null): object {
  const candidate = { ...writeContent(parts.end()), finishReason: finishReason(finish, parts) };
  return writeResponse(hold.order, [candidate], writeUsageMetadata(hold));
}

/** Tells an answer as one response. */
export const generateWholeVoice: WholeVoice = {
  writeError: tellGenerateRefusal,
  write: writeWhole,
};

function writeWhole({ hold, chunks }: Ending): Record<string, unknown> {
  const teller = new PartTeller();
  const parts: PartShown[] = [];
  const logprobs: unknown[] = [];
  let finish: string | null = null;
  for (const chunk of chunks) {
    const read = readChunk(chunk);
    if (read === null) continue;
    finish = read.finish ?? finish;
    for (const part of teller.take(read.delta)) append(parts, part);
    logprobs.push(...contentOf(read.logprobs));
  }
  for (const part of teller.end()) parts.push(part);
  const ended = finish === "error" ? {} : { finishReason: finishReason(finish, teller) };
  const candidate = { ...writeContent(parts), ...ended, ...writeLogprobs({ content: logprobs }) };
  return writeResponse(hold.order, [candidate], writeUsageMetadata(hold));
}

/** Texts of one kind that follow each other are one part. */
function append(parts: PartShown[], part: PartShown): void {
  const last = parts.at(-1);
  const joins =
    typeof part["text"] === "string" &&
    typeof last?.["text"] === "string" &&
    last["thought"] === part["thought"];
  if (joins) parts[parts.length - 1] = { ...last, text: `${last["text"]}${part["text"]}` };
  else parts.push(part);
}

function contentOf(logprobs: unknown): readonly unknown[] {
  if (typeof logprobs !== "object" || logprobs === null || !("content" in logprobs)) return [];
  return Array.isArray(logprobs.content) ? logprobs.content : [];
}

function writeContent(parts: readonly PartShown[]): object {
  // Clients that keep a conversation take a turn without parts for a failed one.
  return {
    content: { role: "model", parts: parts.length === 0 ? [{ text: "" }] : parts },
    index: 0,
  };
}

function writeResponse(
  { id, model }: Pick<CallShown, "id" | "model">,
  candidates: readonly object[],
  usageMetadata: object,
): Record<string, unknown> {
  return { candidates, usageMetadata, modelVersion: model, responseId: id };
}

function finishReason(finish: string | null, { refused }: PartTeller): string {
  return refused ? "SAFETY" : (reasons.get(finish ?? "stop") ?? "STOP");
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["length", "MAX_TOKENS"],
  ["content_filter", "SAFETY"],
]);
